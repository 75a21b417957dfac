/** Registration of kernels of ours, and what they are handed. */
import type * as tf from '@tensorflow/tfjs-core';
import { inputOf } from '../kernel-inputs';
import { WatchedBackend } from './watched-backend';

export interface Received {
  readonly backend: WatchedBackend;
  readonly attributes: unknown;
  readonly inputs: tf.NamedTensorInfoMap;
  input(name: string): tf.TensorInfo;
}

type Compute = (received: Received) => tf.TensorInfo | tf.TensorInfo[];

export function webgpuKernel(kernelName: string, compute: Compute): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'webgpu',
    kernelFunc: (given) => {
      const { backend, attrs, inputs } = given;
      if (!(backend instanceof WatchedBackend)) throw new TypeError('This kernel runs on the webgpu backend only.');
      return compute({ backend, attributes: attrs, inputs, input: (name) => inputOf(given, name) });
    },
  };
}
