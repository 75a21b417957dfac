/** What a step trains on and is judged by: the chain's way, and the baselines'. */
import type { Method } from '../methods/method';
import type { ImageSet, TaskData } from './training';

/**
 * The step's own task; for `joint` the tasks seen so far, one after the other: in a copy of their own, unless they lie
 * so in memory already.
 * `step` counts from 1; nothing for a step that the chain does not have.
 */
export function trainingImages({ baseline }: Method, tasks: readonly TaskData[], step: number): ImageSet | null {
  const own = tasks[step - 1];
  if (!own) return null;
  return baseline === 'joint' && step > 1 ? joined(tasks.slice(0, step).map(({ train }) => train)) : own.train;
}

export function countTrainingImages({ baseline }: Method, tasks: readonly TaskData[], step: number): number {
  return tasks
    .slice(baseline === 'joint' ? 0 : step - 1, step)
    .reduce((sum, { train }) => sum + train.labels.length, 0);
}

/** Selection looks at the tasks seen so far, for `single` at the one task that its network has seen. */
export function judgedTasks({ baseline }: Method, tasks: readonly TaskData[], step: number): readonly TaskData[] {
  return tasks.slice(baseline === 'single' ? step - 1 : 0, step);
}

function joined(sets: readonly ImageSet[]): ImageSet {
  const count = (of: (set: ImageSet) => number) => sets.reduce((sum, set) => sum + of(set), 0);
  const labels = new Uint8Array(count((set) => set.labels.length));
  let images = 0;
  for (const set of sets) {
    labels.set(set.labels, images);
    images += set.labels.length;
  }
  const pixels = inOneView(sets.map((set) => set.pixels)) ?? copied(sets.map((set) => set.pixels));
  return { files: sets.flatMap(({ files }) => files), labels, pixels, size: sets[0]?.size ?? 0 };
}

/** Null where one does not begin where the one before it ends. */
function inOneView(pieces: readonly Uint8Array[]): Uint8Array | null {
  const [first] = pieces;
  if (!first) return null;
  let end = first.byteOffset;
  for (const { buffer, byteOffset, byteLength } of pieces) {
    if (buffer !== first.buffer || byteOffset !== end) return null;
    end += byteLength;
  }
  return new Uint8Array(first.buffer, first.byteOffset, end - first.byteOffset);
}

function copied(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const piece of pieces) {
    all.set(piece, from);
    from += piece.length;
  }
  return all;
}
