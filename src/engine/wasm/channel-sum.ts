/** Sum over all axes but the last in one pass: the stock kernel transposes first and takes ten times as long. */
import * as tf from '@tensorflow/tfjs-core';
import { inputOf, isFloat, type KernelArguments } from '../kernel-inputs';
import { KernelMemory } from './kernel-memory';

/** `stock` computes every other reduction. */
export function channelSum(stock: tf.KernelFunc): tf.KernelConfig {
  return {
    kernelName: 'Sum',
    backendName: 'wasm',
    kernelFunc: (received) => (isChannelSum(received) ? sumRows(received) : stock(received)),
  };
}

function isChannelSum(received: KernelArguments): boolean {
  const input = inputOf(received, 'x');
  const rank = input.shape.length;
  const axes = tf.util.parseAxisParam(axisOf(received), input.shape);
  const isAllButLast = rank > 1 && axes.length === rank - 1 && !axes.includes(rank - 1);
  return isAllButLast && isFloat(input) && tf.util.sizeFromShape(input.shape) > 0;
}

function sumRows(received: KernelArguments): tf.TensorInfo {
  const input = inputOf(received, 'x');
  const last = input.shape.length - 1;
  const channels = input.shape[last] ?? 1;
  const keepDims = received.attrs?.['keepDims'] === true;
  const memory = KernelMemory.of(received.backend);
  const output = memory.allocate(keepDims ? input.shape.map((side, axis) => (axis === last ? side : 1)) : [channels]);
  const rows = tf.util.sizeFromShape(input.shape) / channels;
  memory.call('sumRows', memory.address(input), memory.address(output), rows, channels);
  return output;
}

function axisOf({ attrs }: KernelArguments): number[] | number {
  const axis = attrs?.['axis'];
  if (typeof axis === 'number') return axis;
  return Array.isArray(axis) ? axis.map(Number) : [];
}
