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
 * The device has 512 MiB: until the result is called, large buffers are small ones that claim their size, are bound as they are,
 * and take what is written into them part by part.
 */
export function withoutMemory(): () => void {
  const small = new Set<object>();
  const restores = [
    replaceMethod(GPUDevice, 'createBuffer', (stock) => (device, given) => {
      const wished: GPUBufferDescriptor = { size: 0, usage: 0, ...(given ?? {}) };
      if (wished.mappedAtCreation === true || wished.size <= mostBytes) return stock(device, given);
      const buffer = stock(device, { ...wished, size: mostBytes });
      if (!(buffer instanceof GPUBuffer)) throw new TypeError('The package "webgpu" gave no buffer.');
      Object.defineProperty(buffer, 'size', { value: wished.size });
      small.add(buffer);
      return buffer;
    }),
    replaceMethod(GPUDevice, 'createBindGroup', (stock) => (device, given) => {
      const { entries = [], ...wished }: Partial<GPUBindGroupDescriptor> = given ?? {};
      const bound = [...entries].map(({ binding, resource }) => {
        const isSmall = 'buffer' in resource && small.has(resource.buffer);
        return { binding, resource: isSmall ? { buffer: resource.buffer } : resource };
      });
      return stock(device, { ...wished, entries: bound });
    }),
    replaceMethod(GPUQueue, 'writeBuffer', (stock) => (queue, ...given) => {
      const [buffer, at, values] = given;
      if (!small.has(Object(buffer)) || !(values instanceof Float32Array)) return stock(queue, ...given);
      const length = mostBytes / values.BYTES_PER_ELEMENT;
      for (let first = 0; first < values.length; first += length) {
        stock(queue, buffer, at, values.subarray(first, first + length));
      }
      return undefined;
    }),
  ];
  return () => restores.reverse().forEach((restore) => restore());
}
