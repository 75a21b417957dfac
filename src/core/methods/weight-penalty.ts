/** Quadratic penalties on weights that have moved, each weighed by its importance: EWC's, SI's and their like. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../weights/tensor-map';

/** sum over all tensors of importance (weight - anchor)^2, by name; weights without an importance are free. */
export function importancePenalty(weights: TensorMap, anchor: TensorMap, importance: TensorMap): tf.Scalar {
  const sums = [...importance].map(([name, factor]) => {
    const [weight, held] = [weights.get(name), anchor.get(name)];
    if (!weight || !held) throw new Error(`There is an importance of "${name}", but no such weight.`);
    return tf.sum<tf.Scalar>(tf.mul(factor, tf.squaredDifference(weight, held)));
  });
  return sums.length === 0 ? tf.scalar(0) : tf.addN<tf.Scalar>(sums);
}
