/** Running averages, all at once where the engine has a kernel for it: they are many, and small. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, numbered, runKernel } from '../fused-kernels';

export interface MovingAverage {
  readonly average: tf.Tensor;
  readonly value: tf.Tensor;
  readonly keep: number;
  readonly share: number;
}

/** keep average + share value, of each. */
export function movingAverages(moving: readonly MovingAverage[]): tf.Tensor[] {
  if (moving.length === 0) return [];
  if (!hasKernel('MovingAverages')) {
    return moving.map(({ average, value, keep, share }) =>
      tf.tidy(() => tf.add(tf.mul(average, keep), tf.mul(value, share))),
    );
  }
  return runKernel('MovingAverages', numbered(['average', 'value'], moving), {
    keep: moving.map(({ keep }) => keep),
    share: moving.map(({ share }) => share),
  });
}
