/** Training images of all tasks in one piece of shared memory, so that a step on several of them needs no copy. */
import type { TaskData } from '../../core/training/training';
import { roomForPixels } from '../datasets/decode-work';

/** The same tasks, the training pixels of each behind those of the one before. Throws AppError `unavailable`. */
export function trainSetsTogether(tasks: readonly TaskData[]): TaskData[] {
  const [first] = tasks;
  if (!first) return [];
  const images = tasks.reduce((sum, { train }) => sum + train.labels.length, 0);
  const all = new Uint8Array(roomForPixels(images, first.train.size));
  let from = 0;
  return tasks.map((task) => {
    const pixels = all.subarray(from, from + task.train.pixels.length);
    pixels.set(task.train.pixels);
    from += pixels.length;
    return { ...task, train: { ...task.train, pixels } };
  });
}
