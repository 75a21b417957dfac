/**
 * GDumb, greedy sampler and dumb learner (Prabhu et al., 2020): each task ends with a fresh network trained on a balanced buffer.
 *
 * Paper: an image enters while its class has fewer than its share of the buffer, in the place of one of the largest class
 * when the buffer is full; nothing is learnt from the stream itself; then a network is trained from scratch on the buffer
 * alone, with CutMix. Code (mammoth `gdumb`) fills by reservoir and trains after the last task only. Where every task
 * has the same two classes, a buffer that balances these alone is full after the first task and never changes again, so the
 * default balances the classes of each task. Epochs, learning rate and
 * CutMix are the recipe's (`cutmixStages` at `all` has CutMix in the first task too); it keeps the label.
 */
import { z } from 'zod';
import type { ImageRef } from '../images/image-refs';
import type { RandomStream } from '../random';
import { crossEntropyObjective } from './cross-entropy';
import { crossEntropyTerm } from './loss-terms';
import { defineMethodWithData } from './method';
import { bufferParameters } from './replay-buffer';

const balances = ['task-and-class', 'class'] as const;

const GreedyBuffer = z.object({
  images: z.array(z.number().int().min(0)).default([]),
  /** Of each image, what is balanced: `1/0` is task 1's fakes. */
  kinds: z.array(z.string()).default([]),
});
type GreedyBuffer = z.infer<typeof GreedyBuffer>;

export const gdumb = defineMethodWithData({
  id: 'gdumb',
  label: 'GDumb',
  colour: 'lime',
  summary: 'A balanced buffer over all tasks so far; each task trains a fresh network on the buffer alone.',
  parameters: z.object({
    ...bufferParameters,
    balance: z.enum(balances).default('task-and-class').meta({
      label: 'Balance',
      description: 'What the buffer holds as many images of: the classes of each task, or the classes alone.',
      source: 'Ours: task-and-class. The paper balances classes, which its tasks do not share.',
    }),
  }),
  terms: [crossEntropyTerm],
  rowHint: 'after training anew on a buffer of all tasks up to',
  startsFrom: 'initial',
  needs: { earlierImages: true },
  data: GreedyBuffer,
  trainsOn: {
    images: (_, __, { data }) => Float64Array.from(data.images),
    count: ({ bufferSize }, counts) =>
      Math.min(
        bufferSize,
        counts.reduce((sum, count) => sum + count, 0),
      ),
  },
  async beforeTask({ bufferSize, balance }, task, { data: buffer }) {
    const images = task.imagesOf(task.stage);
    const labels = task.labelsOf(images);
    const random = task.random('greedy');
    for (const place of random.permutation(images.length)) {
      const kind = balance === 'class' ? String(labels[place]) : `${task.stage}/${labels[place]}`;
      offerGreedily(buffer, { image: images[place] ?? 0, kind }, { capacity: bufferSize, random });
    }
  },
  prepare: async () => crossEntropyObjective,
});

/** Algorithm 1 of the paper. */
export function offerGreedily(
  { images, kinds }: GreedyBuffer,
  { image, kind }: { image: ImageRef; kind: string },
  { capacity, random }: { capacity: number; random: RandomStream },
): void {
  const counts = new Map<string, number>([[kind, 0]]);
  for (const one of kinds) counts.set(one, (counts.get(one) ?? 0) + 1);
  if ((counts.get(kind) ?? 0) >= capacity / counts.size) return;
  if (images.length < capacity) {
    images.push(image);
    kinds.push(kind);
    return;
  }
  const most = Math.max(...counts.values());
  const [largest = kind] = [...counts.keys()].filter((one) => counts.get(one) === most).sort();
  const places = [...kinds.keys()].filter((place) => kinds[place] === largest);
  const replaced = places[random.integer(places.length)] ?? 0;
  images[replaced] = image;
  kinds[replaced] = kind;
}
