/** Identity without a copy: tensors are immutable, and every tensor saved for a gradient passes through this kernel. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { inputTensor, wasmBackend } from './kernel-inputs';

export const identity: KernelConfig = {
  kernelName: 'Identity',
  backendName: 'wasm',
  kernelFunc: (received) => {
    const { dataId, shape, dtype } = inputTensor(received, 'x');
    wasmBackend(received.backend).incRef(dataId);
    return { dataId, shape, dtype };
  },
};
