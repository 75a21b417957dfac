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

/** All-gather: the rows of every rank, [count, width], out of this one's micro-batches, which may be none. */
export function gatherRows(replica: Replica, own: readonly tf.Tensor2D[], count: number): tf.Tensor2D {
  const [first, second] = own;
  const joined = first && (second ? tf.concat([...own], 0) : first);
  if (joined && replica.count === 1) return joined;
  const all = replica.gather(joined ? joined.dataSync<'float32'>() : new Float32Array(0));
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
