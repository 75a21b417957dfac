/** What dropout multiplies by: 0 for what is dropped, 1 / (1 - rate) for what stays, drawn from a seeded stream. */
import * as tf from '@tensorflow/tfjs-core';
import type { RandomStream } from '../random';
import type { TensorMap } from '../weights/tensor-map';
import type { Network } from './network';
import { elementCount, listDropouts } from './parameter-list';

/** One stream per layer, by the layer's name; asked for once per forward pass and layer. */
export type DropoutStreams = (layer: string) => RandomStream;

export interface DropMaskOptions {
  /** The chance of 0, in [0, 1). */
  readonly rate: number;
  /** Place of the first row in the batch that the masks are drawn for: the rows before it are drawn and left out. */
  readonly firstRow?: number;
}

/** `shape` is [rows, ...]. A part of a batch gets the rows that the whole batch would have there. */
export function dropMask(
  shape: readonly number[],
  { rate, firstRow = 0 }: DropMaskOptions,
  random: RandomStream,
): tf.Tensor {
  const values = new Float32Array(elementCount(shape));
  const kept = 1 / (1 - rate);
  const before = firstRow * elementCount(shape.slice(1));
  for (let value = 0; value < before; value++) random.uniform();
  for (let value = 0; value < values.length; value++) values[value] = random.uniform() < rate ? 0 : kept;
  return tf.tensor(values, [...shape]);
}

/** Those of all layers that drop, by the layers' names, for the rows `from` to `to` of a batch. */
export function dropMasks(
  network: Network,
  { imageSize, from, to }: { imageSize: number; from: number; to: number },
  streams: DropoutStreams,
): TensorMap {
  const masks = listDropouts(network, imageSize).map(({ name, rate, drops, shape }) => {
    const each = drops === 'values' ? shape : shape.map(() => 1);
    return [name, dropMask([to - from, ...each], { rate, firstRow: from }, streams(name))] as const;
  });
  return new Map(masks);
}
