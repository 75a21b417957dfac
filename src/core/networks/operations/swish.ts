/** Swish, x sigmoid(x) (Ramachandran, Zoph, Le, 2017), with a gradient that keeps its input alone. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, onlyOutput, runKernel } from '../fused-kernels';
import type { Operation } from './operation';

/** The composed operations would keep the sigmoid as well, one more map per layer. */
export function swish(input: tf.Tensor): Operation {
  return {
    value: hasKernel('Swish') ? onlyOutput(runKernel('Swish', { x: input })) : tf.mul(input, tf.sigmoid(input)),
    reads: [input],
    gradients: (upstream) =>
      hasKernel('SwishGradient')
        ? runKernel('SwishGradient', { dy: upstream, x: input })
        : [tf.mul(upstream, derivativeOfSwish(input))],
  };
}

/** s + x s (1 - s) with s = sigmoid(x). */
function derivativeOfSwish(input: tf.Tensor): tf.Tensor {
  const share = tf.sigmoid(input);
  return tf.mul(share, tf.add(tf.mul(input, tf.sub(1, share)), 1));
}
