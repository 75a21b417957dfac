/** Dawn's device that computes nothing: what is handed to it costs what it costs before a GPU computes. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { openWebgpu } from '../../src/engine/webgpu/open-webgpu';
import { replaceMethod } from './replaced-method';

/** The device's limits are those that every device has: others bind more tensors at once, and dispatch less often. */
export async function openNullDevice(): Promise<void> {
  await openWebgpu(null, ['backend=null']);
}

export function closeNullDevice(): void {
  tf.removeBackend('webgpu');
}

/** Moves them there; what is read later would otherwise be moved by the first step. */
export function upload(tensors: readonly tf.Tensor[]): void {
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) throw new TypeError('The backend "webgpu" is not the one of tfjs.');
  for (const { dataId } of tensors) backend.uploadToGPU(dataId);
}

const mostBytes = 2 ** 20;

/**
 * The device has 512 MiB, and nothing is kept in them: large buffers that only it fills are small ones that claim their
 * size, until the result is called.
 */
export function withoutMemory(): () => void {
  return replaceMethod(GPUDevice, 'createBuffer', (stock) => (device, given) => {
    const wished: GPUBufferDescriptor = { size: 0, usage: 0, ...(given ?? {}) };
    if (wished.mappedAtCreation === true || wished.size <= mostBytes) return stock(device, given);
    const buffer = stock(device, { ...wished, size: mostBytes });
    if (buffer instanceof GPUBuffer) Object.defineProperty(buffer, 'size', { value: wished.size });
    return buffer;
  });
}
