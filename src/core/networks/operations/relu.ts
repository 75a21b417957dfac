/** ReLU, whose gradient takes one pass where the engine has a kernel for it. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../fused-kernels';
import type { Operation } from './operation';

export function relu(input: tf.Tensor): Operation {
  const value = tf.relu(input);
  return {
    value,
    reads: [value],
    gradients: (upstream) =>
      hasKernel('ReluGradient')
        ? runKernel('ReluGradient', { dy: upstream, y: value })
        : [tf.mul(upstream, tf.step(value))],
  };
}
