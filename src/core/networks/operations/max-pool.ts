/** The largest value under a window, of feature maps [batch, height, width, channels]. */
import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../fused-kernels';
import type { PoolOptions } from '../network';
import { rounding } from './convolution';
import type { Operation } from './operation';

export function maxPool(activations: tf.Tensor4D, { size, stride, padding }: Omit<PoolOptions, 'name'>): Operation {
  const value = tf.maxPool(activations, size, stride, padding, rounding(padding));
  const attributes = { filterSize: size, strides: stride, pad: padding, dimRoundingMode: rounding(padding) };
  return {
    value,
    reads: [activations, value],
    gradients: (dy) => runKernel('MaxPoolGrad', { dy, input: activations, output: value }, attributes),
  };
}
