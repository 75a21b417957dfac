/** What a network puts out for images, as rows that can be gathered and cut. */
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkOutputs, Represent } from '../../methods/objective';
import type { ForwardResult } from '../../networks/forward';
import type { Replica } from '../replica';

export function outputsOf(
  represent: Represent | undefined,
  { logits, features, layers }: Pick<ForwardResult, 'logits' | 'features' | 'layers'>,
): NetworkOutputs {
  return { logits, representation: represent ? represent(features, layers) : null };
}

/** [rows, 2 + length]: logits and representation side by side. */
export function packOutputs({ logits, representation }: NetworkOutputs): tf.Tensor2D {
  return representation ? tf.concat([logits, representation], 1) : tf.clone(logits);
}

export function unpackOutputs(rows: tf.Tensor2D): NetworkOutputs {
  const [count, width] = rows.shape;
  if (width === 2) return { logits: rows, representation: null };
  return {
    logits: tf.slice(rows, [0, 0], [count, 2]),
    representation: tf.slice(rows, [0, 2], [count, width - 2]),
  };
}

/** One below the other, in one tensor; none of none. */
export function joinRows(rows: readonly tf.Tensor2D[]): readonly tf.Tensor2D[] {
  return rows.length > 1 ? [tf.concat([...rows], 0)] : rows;
}

/** All-gather: the rows of every rank, [count, width], out of this one's: one tensor, or none. */
export async function gatherRows(replica: Replica, [own]: readonly tf.Tensor2D[], count: number): Promise<tf.Tensor2D> {
  const values = own ? await own.data<'float32'>() : new Float32Array(0);
  return tensorOfRows(replica.gather(values), count);
}

/** The same in the middle of a computation, where the replica can read at once. */
export function gatherRowsAtOnce(replica: Replica, own: tf.Tensor2D, count: number): tf.Tensor2D {
  return tensorOfRows(replica.gather(own.dataSync<'float32'>()), count);
}

function tensorOfRows(all: readonly Float32Array[], count: number): tf.Tensor2D {
  const values = new Float32Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const rows of all) {
    values.set(rows, at);
    at += rows.length;
  }
  return tf.tensor2d(values, [count, values.length / count]);
}

/** [rows, 2]: fake, real. */
export function oneHot(labels: Uint8Array): tf.Tensor2D {
  const values = new Float32Array(labels.length * 2);
  labels.forEach((label, index) => (values[index * 2 + label] = 1));
  return tf.tensor2d(values, [labels.length, 2]);
}
