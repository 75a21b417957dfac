/** Identity without a copy: tensors are immutable, and every tensor saved for a gradient passes through this kernel. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { inputOf } from '../kernel-inputs';
import { KernelMemory } from './kernel-memory';

export const identity: KernelConfig = {
  kernelName: 'Identity',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const { dataId, shape, dtype } = inputOf(received, 'x');
    KernelMemory.of(received.backend).share(dataId);
    return { dataId, shape, dtype };
  },
};
