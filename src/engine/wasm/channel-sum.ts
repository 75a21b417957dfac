/** Sum over all axes but the last in one pass: the stock kernel transposes first and takes ten times as long. */
import * as tf from '@tensorflow/tfjs-core';
import { channelSumShape, inputOf, isChannelSum, type KernelArguments } from '../kernel-inputs';
import { KernelMemory } from './kernel-memory';

/** `stock` computes every other reduction. */
export function channelSum(stock: tf.KernelFunc): tf.KernelConfig {
  return {
    kernelName: 'Sum',
    backendName: 'wasm',
    kernelFunc: (received) => (isChannelSum(received) ? sumRows(received) : stock(received)),
  };
}

function sumRows(received: KernelArguments): tf.TensorInfo {
  const input = inputOf(received, 'x');
  const channels = input.shape.at(-1) ?? 1;
  const memory = KernelMemory.of(received.backend);
  const output = memory.allocate(channelSumShape(received));
  const rows = tf.util.sizeFromShape(input.shape) / channels;
  memory.call('sumRows', memory.address(input), memory.address(output), rows, channels);
  return output;
}
