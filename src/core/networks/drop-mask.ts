/** What dropout multiplies by: 0 for what is dropped, 1 / (1 - rate) for what stays, drawn from a seeded stream. */
import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../random';
import { elementCount } from './parameter-list';

/** One stream per layer, by the layer's name; asked for once per forward pass and layer. */
export type DropoutStreams = (layer: string) => RandomStream;

/** `rate` is the chance of 0, in [0, 1). */
export function dropMask(shape: readonly number[], rate: number, random: RandomStream): tf.Tensor {
  const values = new Float32Array(elementCount(shape));
  const kept = 1 / (1 - rate);
  return tf.tensor(
    values.map(() => (random.uniform() < rate ? 0 : kept)),
    [...shape],
  );
}
