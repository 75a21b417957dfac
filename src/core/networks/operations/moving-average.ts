/** A running average, which takes one pass where the engine has a kernel for it. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, onlyOutput, runKernel } from '../fused-kernels';

/** keep average + share value */
export function movingAverage(
  average: tf.Tensor,
  value: tf.Tensor,
  { keep, share }: { keep: number; share: number },
): tf.Tensor {
  if (hasKernel('MovingAverage')) return onlyOutput(runKernel('MovingAverage', { average, value }, { keep, share }));
  return tf.tidy(() => tf.add(tf.mul(average, keep), tf.mul(value, share)));
}
