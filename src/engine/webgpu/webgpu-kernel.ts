/** Registration of kernels of ours, and what they are handed. */
import type * as tf from '@tensorflow/tfjs-core';
import { inputOf, type KernelArguments } from '../kernel-inputs';
import { WatchedBackend } from './watched-backend';

export interface Received {
  readonly backend: WatchedBackend;
  readonly attributes: unknown;
  /** As tfjs hands it over. */
  readonly given: KernelArguments;
  input(name: string): tf.TensorInfo;
}

type Compute = (received: Received) => tf.TensorInfo | tf.TensorInfo[];

export function webgpuKernel(kernelName: string, compute: Compute): tf.KernelConfig {
  return {
    kernelName,
    backendName: 'webgpu',
    kernelFunc: (given) => {
      const { backend, attrs } = given;
      if (!(backend instanceof WatchedBackend)) throw new TypeError('This kernel runs on the webgpu backend only.');
      return compute({ backend, attributes: attrs, given, input: (name) => inputOf(given, name) });
    },
  };
}
