/** A network's outputs for images, without gradients: as rows that can be gathered and cut, recorded where the engine can. */
import * as tf from '@tensorflow/tfjs-core';
import type { Represent } from '../../methods/objective';
import { forward } from '../../networks/forward';
import type { Network } from '../../networks/network';
import type { Recordings } from '../../recording/recordings';
import type { TensorMap } from '../../weights/tensor-map';
import { outputsOf, packOutputs } from '../batches/output-rows';

export interface PassOptions {
  readonly weights: TensorMap;
  readonly isTraining: boolean;
  /** See ForwardOptions. */
  readonly masks?: TensorMap | null;
  readonly layers?: readonly string[] | undefined;
  readonly represent?: Represent | undefined;
  /** Whether the rows outlive the next pass. */
  readonly areKept: boolean;
}

/** `images` [rows, size, size, 3] -> [rows, 2 + length]. Call inside tf.tidy. */
export function packedOutputs(
  { network, recordings }: { network: Network; recordings: Recordings },
  images: tf.Tensor4D,
  { masks = null, represent, areKept, ...options }: PassOptions,
): tf.Tensor2D {
  const { weights, isTraining, layers } = options;
  const numbers = [network, weights, ...(represent ? [represent] : [])].map((one) => recordings.numberOf(one));
  const { tensors } = recordings.run({
    key: ['outputs', ...numbers, isTraining, layers ?? []],
    inputs: { images, ...maskInputs(masks) },
    areKept,
    compute: ({ images: seen, ...rest }) => {
      const pass = forward(network, seen, { ...options, masks: masks && masksOf(masks, rest) });
      tf.dispose([...pass.statistics.values()]);
      return { tensors: [packOutputs(outputsOf(represent, pass))], facts: null };
    },
  });
  const [rows] = tensors;
  if (!rows) throw new Error('The network gave no outputs.');
  return tf.reshape(rows, [images.shape[0], -1]);
}

/** Masks as inputs of a recording. */
export function maskInputs(masks: TensorMap | null): Record<string, tf.Tensor> {
  return Object.fromEntries([...(masks ?? [])].map(([layer, mask]) => [inputOf(layer), mask]));
}

/** As `maskInputs` named them, out of the inputs of a recording. */
export function masksOf(masks: TensorMap, inputs: Readonly<Record<string, tf.Tensor | null>>): TensorMap {
  return new Map([...masks].map(([layer, mask]) => [layer, inputs[inputOf(layer)] ?? mask]));
}

function inputOf(layer: string): string {
  return `mask of ${layer}`;
}
