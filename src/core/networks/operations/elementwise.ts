/** Operations on every element: sums, products with constants, sigmoid, another shape for the same values. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../fused-kernels';
import type { Operation } from './operation';

/** Of tensors of one shape. */
export function add(left: tf.Tensor, right: tf.Tensor): Operation {
  return {
    value: tf.add(left, right),
    reads: [],
    gradients: (upstream) => [tf.clone(upstream), tf.clone(upstream)],
  };
}

/** Plus a vector [channels] along the last axis. Inputs: values, bias. */
export function addBias(values: tf.Tensor, bias: tf.Tensor): Operation {
  const allButChannels = values.shape.map((_, axis) => axis).slice(0, -1);
  return {
    value: tf.add(values, bias),
    reads: [],
    gradients: (upstream) => [tf.clone(upstream), tf.sum(upstream, allButChannels)],
  };
}

/** Times a constant that broadcasts to the input's shape and is disposed with the operation. Input: values. */
export function timesConstant(values: tf.Tensor, constant: tf.Tensor): Operation {
  return {
    value: tf.mul(values, constant),
    reads: [constant],
    gradients: (upstream) => [tf.mul(upstream, constant)],
  };
}

export function sigmoid(input: tf.Tensor): Operation {
  const value = tf.sigmoid(input);
  return {
    value,
    reads: [value],
    gradients: (upstream) =>
      hasKernel('SigmoidGradient')
        ? runKernel('SigmoidGradient', { dy: upstream, y: value })
        : [tf.mul(upstream, tf.mul(value, tf.sub(1, value)))],
  };
}

export function reshape(input: tf.Tensor, shape: readonly number[]): Operation {
  return {
    value: tf.reshape(input, [...shape]),
    reads: [],
    gradients: (upstream) => [tf.reshape(upstream, input.shape)],
  };
}

/** [batch, in] by [in, out]. Inputs: values, weights. */
export function matrixProduct(values: tf.Tensor, weights: tf.Tensor): Operation {
  return {
    value: tf.matMul(values, weights),
    reads: [values, weights],
    gradients: (upstream, [wantsValues, wantsWeights]) => [
      wantsValues ? tf.matMul(upstream, weights, false, true) : null,
      wantsWeights ? tf.matMul(values, upstream, true, false) : null,
    ],
  };
}
