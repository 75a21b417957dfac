/** 1x1 convolutions with stride 1 as products of matrices: TensorFlow's own input gradient takes twice as long. */
import * as tf from '@tensorflow/tfjs-core';
import { float32, runOperation } from './operations';

export function isPointwise(geometry: tf.backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const sizes = [filterHeight, filterWidth, strideHeight, strideWidth];
  const paddings = [padInfo.top, padInfo.bottom, padInfo.left, padInfo.right];
  return sizes.every((size) => size === 1) && paddings.every((padding) => padding === 0);
}

/** `input` [batch, height, width, in], `filter` [1, 1, in, out] -> [batch, height, width, out] */
export function pointwise(backend: unknown, { input, filter }: { input: tf.Tensor4D; filter: tf.Tensor4D }): tf.Tensor {
  return tf.tidy(() => {
    const [batch, height, width] = input.shape;
    const product = multiply(backend, { left: asRows(input), right: asRows(filter) });
    return tf.reshape(product, [batch, height, width, filter.shape[3]]);
  });
}

export function pointwiseInputGradient(
  backend: unknown,
  { outputGradient, filter }: { outputGradient: tf.Tensor4D; filter: tf.Tensor4D },
): tf.Tensor {
  return tf.tidy(() => {
    const [batch, height, width] = outputGradient.shape;
    const factors = { left: asRows(outputGradient), right: asRows(filter), transposed: 'right' } as const;
    return tf.reshape(multiply(backend, factors), [batch, height, width, filter.shape[2]]);
  });
}

export function pointwiseFilterGradient(
  backend: unknown,
  { input, outputGradient }: { input: tf.Tensor4D; outputGradient: tf.Tensor4D },
): tf.Tensor {
  return tf.tidy(() => {
    const factors = { left: asRows(input), right: asRows(outputGradient), transposed: 'left' } as const;
    return tf.reshape(multiply(backend, factors), [1, 1, input.shape[3], outputGradient.shape[3]]);
  });
}

/** [pixels, channels], in the same memory. */
function asRows(maps: tf.Tensor4D): tf.Tensor2D {
  const channels = maps.shape[3];
  return tf.reshape(maps, [maps.size / channels, channels]);
}

function multiply(
  backend: unknown,
  { left, right, transposed }: { left: tf.Tensor2D; right: tf.Tensor2D; transposed?: 'left' | 'right' },
): tf.Tensor {
  return runOperation(backend, {
    name: 'MatMul',
    attributes: {
      T: float32,
      transpose_a: { flag: transposed === 'left' },
      transpose_b: { flag: transposed === 'right' },
    },
    inputs: [left, right],
  });
}
