/** What a person reads when the GPU fails during training: too little memory, refused work, a lost device. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutOfMemoryError } from '../../../src/engine/out-of-memory';
import { openWebgpu } from '../../../src/engine/webgpu/open-webgpu';
import { AppError } from '../../../src/shared/errors';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';

function device(): GPUDevice {
  const backend = tf.backend();
  if (backend instanceof WebGPUBackend) return backend.device;
  throw new Error('This is not the webgpu backend.');
}

/** What reading a sum that the device computes fails with. */
async function failureOfSum(): Promise<AppError> {
  try {
    await tf.sum(tf.ones([40, 40])).data();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('a failing device of webgpu', adapter), () => {
  beforeEach(() => openWebgpu());
  afterEach(() => tf.removeBackend('webgpu'));

  it('computes again after the backend was removed and opened anew', async () => {
    tf.removeBackend('webgpu');
    await openWebgpu();
    expect([...(await tf.sum(tf.ones([40, 40])).data())]).toEqual([1600]);
  });

  it('says so when a tensor is larger than its largest buffer', async () => {
    const { maxBufferSize } = device().limits;
    const values = Math.min(2 ** 31 - 1, maxBufferSize / 4 + 1024);
    tf.fill([values], 1);
    const { code, message, cause } = await failureOfSum();
    expect(code).toBe('unavailable');
    expect(cause).toBeInstanceOf(OutOfMemoryError);
    expect(message).toMatch(/^The GPU ".+" is out of memory\. Start the run again with a smaller batch size/);
  });

  // A buffer that nobody writes to takes address space there, and no memory.
  it.skipIf(!adapter.detail.includes('SwiftShader'))('says so when its memory is full', async () => {
    const size = device().limits.maxBufferSize;
    const buffers = Array.from({ length: 8 }, () => device().createBuffer({ size, usage: GPUBufferUsage.STORAGE }));
    const { code, message, cause } = await failureOfSum();
    for (const buffer of buffers) buffer.destroy();
    expect(code).toBe('unavailable');
    // By which a training knows that a smaller micro-batch helps.
    expect(cause).toBeInstanceOf(OutOfMemoryError);
    expect(message).toMatch(/is out of memory/);
  });

  it('says so when it reports that its memory is full', async () => {
    const error = new GPUOutOfMemoryError('no memory left');
    device().dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
    const { code, message } = await failureOfSum();
    expect(code).toBe('unavailable');
    expect(message).toMatch(/is out of memory/);
  });

  it('names work that it refuses', async () => {
    device().createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    const { code, message } = await failureOfSum();
    expect(code).toBe('internal');
    expect(message).toMatch(/^The GPU ".+" refused a computation: \S/);
  });

  it('says so when it is lost, and keeps saying so', async () => {
    device().destroy();
    for (let attempt = 0; attempt < 2; attempt++) {
      const { code, message } = await failureOfSum();
      expect(code).toBe('unavailable');
      expect(message).toMatch(/^The GPU ".+" was lost \(.+\)\. Resume the run from its last checkpoint/);
    }
  });

  it('refuses to be read without waiting', async () => {
    const sum = tf.sum(tf.ones([40, 40]));
    expect(() => sum.dataSync()).toThrow('read tensors with data(), not with dataSync()');
  });
});
