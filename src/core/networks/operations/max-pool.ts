/** The largest value under a window, of maps [batch, height, width, channels]. */
import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../fused-kernels';
import type { PoolOptions } from '../network';
import { rounding } from './convolution';
import type { Operation } from './operation';

export function maxPool(maps: tf.Tensor4D, { size, stride, padding }: Omit<PoolOptions, 'name'>): Operation {
  const value = tf.maxPool(maps, size, stride, padding, rounding(padding));
  const attributes = { filterSize: size, strides: stride, pad: padding, dimRoundingMode: rounding(padding) };
  return {
    value,
    reads: [maps, value],
    gradients: (dy) => runKernel('MaxPoolGrad', { dy, input: maps, output: value }, attributes),
  };
}
