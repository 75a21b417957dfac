/** What test/torch/record-methods.py recorded in PyTorch, parsed, and the tasks of its chains. */
import { z } from 'zod';
import type { ImageSet } from '../../../src/core/images/image-set';
import golden from '../../golden/methods.json';
import { uniforms } from '../networks/golden-network';

const Terms = z.record(z.string(), z.number());

const BatchLoss = z.object({
  terms: Terms,
  total: z.number(),
  gradLogits: z.array(z.array(z.number())),
  gradFeaturesNorm: z.number(),
  gradFeaturesFirst: z.array(z.number()),
});

const Chain = z.object({
  method: z.string(),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  rounding: z.number(),
  /** Of each task's batches. */
  stages: z.array(z.array(Terms)),
  /** After the first task, by weight. */
  state: z.record(z.string(), z.object({ sum: z.number(), largest: z.number() })),
});

export const goldenMethods = z
  .object({
    imageSize: z.number(),
    batchSize: z.number(),
    learningRate: z.number(),
    momentum: z.number(),
    batch: z.record(z.string(), BatchLoss),
    chains: z.array(Chain),
  })
  .parse(golden);

/** Noise, fake and real in turn; the fakes are brighter in the task's channel. */
export function goldenTask(name: 'first' | 'second'): ImageSet {
  const { imageSize: size, batchSize, chains } = goldenMethods;
  const count = batchSize * (chains[0]?.stages[0]?.length ?? 0);
  const labels = Uint8Array.from({ length: count }, (_, index) => index % 2);
  const channel = name === 'first' ? 0 : 1;
  const pixels = Uint8Array.from(uniforms(`task ${name}`, count * size * size * 3), (uniform, at) => {
    const isFake = labels[Math.floor(at / (size * size * 3))] === 0;
    return Math.floor(200 * uniform) + (isFake && at % 3 === channel ? 50 : 0);
  });
  return { files: [...labels].map((_, index) => `${name}/${index}.png`), labels, pixels, size };
}
