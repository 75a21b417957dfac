/** Gradients kept within bounds before an update, as PyTorch's clip_grad_value_ and clip_grad_norm_ do. */
import * as tf from '@tensorflow/tfjs-core';

export interface ClipOptions {
  /** Largest absolute value of each element; 0: any. */
  readonly clipValue: number;
  /** Largest length of all gradients together, as one vector; 0: any. */
  readonly clipNorm: number;
}

/** PyTorch's, so that a norm of 0 divides nothing by 0. */
const normEpsilon = 1e-6;

/** Values first. Call inside tf.tidy. */
export function clipGradients(
  gradients: readonly tf.Tensor[],
  { clipValue, clipNorm }: ClipOptions,
): readonly tf.Tensor[] {
  const bounded = clipValue > 0 ? gradients.map((one) => tf.clipByValue(one, -clipValue, clipValue)) : gradients;
  if (clipNorm === 0 || bounded.length === 0) return bounded;
  const squares = bounded.map((one) => tf.sum<tf.Scalar>(tf.square(one)));
  const norm = tf.sqrt(tf.addN<tf.Scalar>(squares));
  const factor = tf.minimum(tf.div(clipNorm, tf.add(norm, normEpsilon)), 1);
  return bounded.map((one) => tf.mul(one, factor));
}
