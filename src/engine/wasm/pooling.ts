/**
 * Max pooling and its gradient. The stock gradient loses that of every window without a positive value: it begins its
 * search for the maximum at the smallest positive float (tfjs-backend-wasm 4.22, MaxPoolGrad.cc).
 */
import type * as tf from '@tensorflow/tfjs-core';
import { inputOf, isFloat, poolGeometry } from '../kernel-inputs';
import { KernelMemory } from './kernel-memory';

type Geometry = tf.backend_util.Conv2DInfo;

/** `stock` computes pools of other types. */
export function maxPool(stock: tf.KernelFunc): tf.KernelConfig {
  return {
    kernelName: 'MaxPool',
    backendName: 'wasm',
    kernelFunc: (received) => {
      const input = inputOf(received, 'x');
      if (!isFloat(input)) return stock(received);
      const geometry = poolGeometry(received.attrs, input.shape);
      const memory = KernelMemory.of(received.backend);
      const output = memory.allocate(geometry.outShape);
      memory.call('maxPool', memory.address(input), memory.address(output), ...sizes(geometry));
      return output;
    },
  };
}

export const maxPoolGradient: tf.KernelConfig = {
  kernelName: 'MaxPoolGrad',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const input = inputOf(received, 'input');
    const output = inputOf(received, 'output');
    const outer = inputOf(received, 'dy');
    const geometry = poolGeometry(received.attrs, input.shape);
    const memory = KernelMemory.of(received.backend);
    const gradient = memory.allocate(input.shape);
    const [x, y, dy] = [memory.address(input), memory.address(output), memory.address(outer)];
    memory.call('maxPoolGradient', x, y, dy, memory.address(gradient), ...sizes(geometry));
    return gradient;
  },
};

function sizes(geometry: Geometry): number[] {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, inChannels, padInfo } = geometry;
  const { filterHeight, filterWidth, strideHeight, strideWidth } = geometry;
  const activations = [batchSize, inHeight, inWidth, outHeight, outWidth, inChannels];
  return [...activations, filterHeight, filterWidth, strideHeight, strideWidth, padInfo.top, padInfo.left];
}
