/** The trajectories that test/torch/record-trajectory.py recorded in PyTorch, and the weights and images they start from. */
import { z } from 'zod';
import type { Network } from '../../../src/core/networks/network';
import { elementCount, listParameters, type ParameterSpec } from '../../../src/core/networks/parameter-list';
import type { ImageSet } from '../../../src/core/images/image-set';
import type { NamedTensor, Weights } from '../../../src/core/weights/weights';
import { goldenWeights, torchShape, uniforms, type GoldenNetwork } from '../networks/golden-network';

const Losses = z.object({
  total: z.number(),
  crossEntropy: z.number(),
  distillation: z.number().optional(),
  representation: z.number().optional(),
});

const Trajectory = z.object({
  network: z.string(),
  method: z.string(),
  representation: z.string().nullable(),
  weightGain: z.number(),
  /** The last layer is the formula's times `gain`, its fake bias plus `shift`. */
  head: z.object({ gain: z.number(), shift: z.number() }),
  learningRate: z.number(),
  momentum: z.number(),
  /** How far the losses of float32 and float64 are apart in PyTorch, relatively, at most. */
  rounding: z.number(),
  /** How far the losses move, relatively and at most, when SGD has no momentum. */
  withoutMomentum: z.number(),
  /** Samples of the teacher's feature memory by class and bin. */
  storeCounts: z.array(z.array(z.number())),
  losses: z.array(Losses),
});
export type Trajectory = z.infer<typeof Trajectory>;

export const Trajectories = z.object({
  imageSize: z.number(),
  batchSize: z.number(),
  trajectories: z.array(Trajectory),
});

/** The formula's weights of golden/README.md with the trajectory's last layer. */
export function startingWeights(
  network: Network,
  { weightGain, head }: Pick<Trajectory, 'weightGain' | 'head'>,
  imageSize: number,
): Weights {
  const parameters = listParameters(network, imageSize);
  const dense = new Set(parameters.filter(({ isDense }) => isDense).map(({ name }) => name));
  const golden: Parameters<typeof goldenWeights>[1] = {
    ...{ weightGain, imageSize },
    parameters: parameters.map((parameter) => [
      parameter.name,
      torchShape(parameter.shape, parameter.isDepthwise),
      kindOf(parameter),
    ]),
  };
  return goldenWeights(network, golden).map(({ name, shape, data }): NamedTensor => {
    if (!dense.has(name)) return { name, shape, data };
    if (shape.length === 2) return { name, shape, data: data.map((value) => value * head.gain) };
    return { name, shape, data: data.map((value, output) => (output === 0 ? value + head.shift : value)) };
  });
}

/** Fake and real in turn: blocks of random colour, of 64, 16, 4 or 1 pixels, the fake ones redder. */
export function trajectoryImages(count: number, size: number): ImageSet {
  const shape = [count, size, size, 3];
  const colours = uniforms('trajectory', elementCount(shape)).map((uniform) => Math.floor(216 * uniform));
  const labels = Uint8Array.from({ length: count }, (_, index) => index % 2);
  const pixels = new Uint8Array(colours.length);
  const at = (index: number, row: number, column: number) => ((index * size + row) * size + column) * 3;
  for (let index = 0; index < count; index++) {
    const side = 4 ** (3 - (Math.floor(index / 2) % 4));
    const corner = (place: number) => Math.floor(place / side) * side;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const from = at(index, corner(row), corner(column));
        const to = at(index, row, column);
        for (let channel = 0; channel < 3; channel++) pixels[to + channel] = colours[from + channel] ?? 0;
        if (labels[index] === 0) pixels[to] = (pixels[to] ?? 0) + 39;
      }
    }
  }
  return { files: [...labels].map((_, index) => `${index}.png`), labels, pixels, size };
}

/** The same images in an order of which `order` makes the given one again: image i comes at the place order[i]. */
export function placedBy(images: ImageSet, order: Uint32Array): ImageSet {
  const length = images.size * images.size * 3;
  const labels = new Uint8Array(images.labels.length);
  const pixels = new Uint8Array(images.pixels.length);
  order.forEach((place, index) => {
    labels[place] = images.labels[index] ?? 0;
    pixels.set(images.pixels.subarray(index * length, (index + 1) * length), place * length);
  });
  return { ...images, labels, pixels };
}

function kindOf({ role, isDense }: ParameterSpec): GoldenNetwork['parameters'][number][2] {
  switch (role) {
    case 'kernel':
      return isDense ? 'fc' : 'weight';
    case 'scale':
      return 'gamma';
    case 'variance':
      return 'var';
    case 'bias':
    case 'shift':
      return 'beta';
    case 'mean':
      return 'mean';
  }
}
