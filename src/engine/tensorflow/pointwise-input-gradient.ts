/** The input gradient of 1x1 convolutions with stride 1 as a product of matrices: TensorFlow's own takes twice as long. */
import * as tf from '@tensorflow/tfjs-core';
import { float32, runOperation } from './operations';

export function isPointwise(geometry: tf.backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const sizes = [filterHeight, filterWidth, strideHeight, strideWidth];
  const paddings = [padInfo.top, padInfo.bottom, padInfo.left, padInfo.right];
  return sizes.every((size) => size === 1) && paddings.every((padding) => padding === 0);
}

/** `outputGradient` [batch, height, width, out], `filter` [1, 1, in, out] -> [batch, height, width, in] */
export function pointwiseInputGradient(
  backend: unknown,
  { outputGradient, filter }: { outputGradient: tf.Tensor4D; filter: tf.Tensor4D },
): tf.Tensor {
  const [batch, height, width] = outputGradient.shape;
  return tf.tidy(() => {
    const product = runOperation(backend, {
      name: 'MatMul',
      attributes: { T: float32, transpose_a: { flag: false }, transpose_b: { flag: true } },
      inputs: [asRows(outputGradient), asRows(filter)],
    });
    return tf.reshape(product, [batch, height, width, filter.shape[2]]);
  });
}

/** [pixels, channels], in the same memory. */
function asRows(maps: tf.Tensor4D): tf.Tensor2D {
  const channels = maps.shape[3];
  return tf.reshape(maps, [maps.size / channels, channels]);
}
