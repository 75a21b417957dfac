/** The golden numbers of a network (PyTorch's, from the published definitions) and the weights and images they are made of. */
import { z } from 'zod';
import type { Network } from '../../../src/core/networks/network';
import { elementCount, listParameters } from '../../../src/core/networks/parameter-list';
import type { ImageBatch } from '../../../src/core/training/batches/image-batch';
import type { NamedTensor, Weights } from '../../../src/core/weights/weights';

const Logits = z.array(z.array(z.number()));
const Shape = z.array(z.number().int());
const Kind = z.enum(['weight', 'fc', 'gamma', 'beta', 'mean', 'var']);

export const GoldenNetwork = z.object({
  weightGain: z.number(),
  imageSize: z.number().int().default(128),
  /** PyTorch's name and shape: convolutions [out, in, height, width], the last layer [out, in]. */
  parameters: z.array(z.tuple([z.string(), Shape, Kind])),
  eval: z.object({
    /** Flattened as [batch, channels, height, width]. */
    features: z.object({
      shape: Shape,
      sum: z.number(),
      sumsq: z.number(),
      index: z.array(z.number().int()),
      value: z.array(z.number()),
    }),
    logits: Logits,
  }),
  train: z.object({
    logits: Logits,
    loss: z.number(),
    /** `first` three elements in PyTorch's order. */
    gradients: z.record(z.string(), z.object({ norm: z.number(), first: z.array(z.number()) })),
  }),
  afterThreeSteps: z.object({
    learningRate: z.number(),
    momentum: z.number(),
    losses: z.array(z.number()),
    evalLogits: Logits,
  }),
});
export type GoldenNetwork = z.infer<typeof GoldenNetwork>;

/** The weights of golden/README.md in our names and layout. */
export function goldenWeights(
  network: Network,
  { parameters, weightGain, imageSize }: Pick<GoldenNetwork, 'parameters' | 'weightGain' | 'imageSize'>,
): Weights {
  const golden = new Map(parameters.map(([name, shape, kind]) => [name, { shape, kind }]));
  return listParameters(network, imageSize).map(({ name, shape }): NamedTensor => {
    const torch = golden.get(name);
    if (!torch) throw new Error(`The golden file has no parameter "${name}".`);
    const data = new Float32Array(elementCount(shape));
    const value = scaled(torch.kind, torch.shape, weightGain);
    uniforms(name, data.length).forEach((uniform, index) => {
      data[ourIndex(index, torch.shape)] = value(uniform - 0.5);
    });
    return { name, shape, data };
  });
}

/** [2, size, size, 3] of 2 u('input') - 1 in PyTorch's order; one fake, one real. */
export function goldenBatch(size: number): ImageBatch {
  const shape = [2, 3, size, size];
  const pixels = new Float32Array(elementCount(shape));
  uniforms('input', pixels.length).forEach((uniform, index) => {
    pixels[channelsLast(index, shape)] = 2 * uniform - 1;
  });
  return { pixels, labels: Uint8Array.of(0, 1), count: 2, size };
}

/** PyTorch's shape for one of ours: kernels [height, width, in, out], depthwise ones [height, width, channels, 1]. */
export function torchShape(shape: readonly number[], isDepthwise: boolean): number[] {
  const [first = 0, second = 0, third = 0, fourth = 0] = shape;
  if (shape.length === 2) return [second, first];
  if (shape.length !== 4) return [...shape];
  return isDepthwise ? [third, 1, first, second] : [fourth, third, first, second];
}

/** Where element `index` of a flattened [batch, channels, height, width] lies in [batch, height, width, channels]. */
export function channelsLast(index: number, [, channels = 1, height = 1, width = 1]: readonly number[]): number {
  const column = index % width;
  const row = Math.floor(index / width) % height;
  const channel = Math.floor(index / (width * height)) % channels;
  const sample = Math.floor(index / (width * height * channels));
  return ((sample * height + row) * width + column) * channels + channel;
}

/** Where element `index` of PyTorch's flattened parameter lies in ours. */
export function ourIndex(index: number, shape: readonly number[]): number {
  const [outputs = 1, inputs = 1, height = 1, width = 1] = shape;
  if (shape.length === 1) return index;
  const column = index % width;
  const row = Math.floor(index / width) % height;
  const input = Math.floor(index / (width * height)) % inputs;
  const output = Math.floor(index / (width * height * inputs));
  // A depthwise kernel has one input: [height, width, channels, 1] lies in memory as [height, width, 1, channels] does.
  return ((row * width + column) * inputs + input) * outputs + output;
}

/** `centred` is in [-0.5, 0.5). */
function scaled(kind: z.infer<typeof Kind>, shape: readonly number[], gain: number): (centred: number) => number {
  const spread = (2 * Math.sqrt(3)) / Math.sqrt(elementCount(shape.slice(1)));
  switch (kind) {
    case 'weight':
      return (centred) => centred * spread * gain;
    case 'fc':
      return (centred) => centred * spread;
    case 'gamma':
      return (centred) => 1 + 0.2 * centred;
    case 'var':
      return (centred) => 1 + 0.4 * centred;
    case 'beta':
    case 'mean':
      return (centred) => 0.2 * centred;
  }
}

/** Numbers in [0, 1): an integer hash of the name (FNV-1a) and the element's place. */
export function uniforms(name: string, count: number): Float64Array {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  const values = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    let x = seed + Math.imul(index, 0x9e3779b9);
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    values[index] = ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
  }
  return values;
}
