/** Sum over all axes but the last by pooling and a product with ones: the stock kernel transposes first and takes ten times as long. */
import * as tf from '@tensorflow/tfjs-core';
import type { KernelArguments } from './kernel-inputs';

/** Rows that one partial sum runs over; sums of sums keep float32's rounding error small. */
const rowsPerSum = 1024;

/** `stock` computes every other reduction. */
export function channelSum(stock: tf.KernelFunc): tf.KernelConfig {
  return {
    kernelName: 'Sum',
    backendName: 'wasm',
    kernelFunc: (received) =>
      isChannelSum(received) ? sumRows(inputTensor(received, 'x'), received) : stock(received),
  };
}

function isChannelSum(received: KernelArguments): boolean {
  const { shape, dtype } = inputTensor(received, 'x');
  const axes = tf.util.parseAxisParam(axisOf(received), shape);
  const isAllButLast = shape.length > 1 && axes.length === shape.length - 1 && !axes.includes(shape.length - 1);
  return isAllButLast && dtype === 'float32' && tf.util.sizeFromShape(shape) > 0;
}

function sumRows(input: tf.Tensor, { attrs }: KernelArguments): tf.Tensor {
  const channels = input.shape.at(-1) ?? 1;
  const rows = input.size / channels;
  const groups = largestDivisor(rows, Math.ceil(rows / rowsPerSum));
  const keepDims = attrs?.['keepDims'] === true;
  const shape = keepDims ? input.shape.map((side, axis) => (axis === input.rank - 1 ? side : 1)) : [channels];
  if (groups === 1) return tf.tidy(() => tf.reshape(addRows(tf.reshape(input, [rows, channels]), 1), shape));
  return tf.tidy(() => {
    // Average pooling reads the values in their order in memory; a product that does the grouping would jump.
    const columns: tf.Tensor4D = tf.reshape(input, [groups, rows / groups, 1, channels]);
    const means = tf.avgPool(columns, [rows / groups, 1], 1, 'valid');
    return tf.reshape(addRows(tf.reshape(means, [groups, channels]), rows / groups), shape);
  });
}

/** Sum of the rows of [rows, channels], each times `weight`; exact for whole numbers at a weight of 1. */
function addRows(matrix: tf.Tensor2D, weight: number): tf.Tensor2D {
  return tf.matMul(tf.fill([1, matrix.shape[0]], weight), matrix);
}

/** The largest divisor of `count` that is at most `limit`. */
function largestDivisor(count: number, limit: number): number {
  let divisor = Math.max(1, Math.min(limit, count));
  while (count % divisor !== 0) divisor--;
  return divisor;
}

function axisOf({ attrs }: KernelArguments): number[] | number {
  const axis = attrs?.['axis'];
  if (typeof axis === 'number') return axis;
  return Array.isArray(axis) ? axis.map(Number) : [];
}

/** The engine hands tensors to kernels, which therefore may run operations on them. */
function inputTensor({ inputs }: KernelArguments, name: string): tf.Tensor {
  const input: unknown = inputs[name];
  if (input instanceof tf.Tensor) return input;
  throw new TypeError(`The kernel's input "${name}" is not a tensor.`);
}
