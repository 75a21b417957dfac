/** Engine `webgpu` on a device of no features and the lowest limits that WebGPU allows: 128 MiB a binding, 16 KiB a workgroup. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { globals } from 'webgpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutOfMemoryError } from '../../../src/engine/out-of-memory';
import { largestTensor, openWebgpu } from '../../../src/engine/webgpu/open-webgpu';
import { trainChain } from '../../../src/core/training/loop/train-chain';
import { openCpu } from '../../../src/engine/cpu/open-cpu';
import { MemoryOutput, tinyImages, tinyTraining } from '../../core/training/tiny-chain';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';

const mebibyte = 2 ** 20;

function device(): GPUDevice {
  const backend = tf.backend();
  if (backend instanceof WebGPUBackend) return backend.device;
  throw new Error('This is not the webgpu backend.');
}

/** Whatever the engine asks the adapter for, it gets a device by default. Returns what ends that. */
function onlyDefaultDevices(): () => void {
  const { prototype } = GPUAdapter;
  const stock = Reflect.get(prototype, 'requestDevice');
  Reflect.set(prototype, 'requestDevice', function (this: unknown): unknown {
    return Reflect.apply(stock, this, []);
  });
  return () => {
    Reflect.set(prototype, 'requestDevice', stock);
  };
}

async function trained(): Promise<MemoryOutput> {
  const output = new MemoryOutput();
  const tasks = ['red', 'green'].map((name, channel) => ({
    ...{ name, test: null, val: tinyImages(`${name}/val`, 2, channel) },
    train: tinyImages(`${name}/train`, 2, channel),
  }));
  expect(await trainChain(tinyTraining(output, { tasks, parameters: { epochs: 1, learningRate: 0.01 } }))).toBe(
    'completed',
  );
  return output;
}

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('the lowest limits of webgpu', adapter), { timeout: 240_000 }, () => {
  let restore = () => {};

  beforeAll(async () => {
    Object.assign(globalThis, globals);
    restore = onlyDefaultDevices();
    await openCpu();
    await openWebgpu();
  });
  afterAll(() => {
    tf.removeBackend('webgpu');
    restore();
  });

  it('are what the device has, without subgroups, 16-bit numbers and timestamps', () => {
    const { limits, features } = device();
    expect(limits.maxStorageBufferBindingSize).toBe(128 * mebibyte);
    expect(limits.maxBufferSize).toBe(256 * mebibyte);
    expect(limits.maxComputeWorkgroupStorageSize).toBe(16_384);
    expect(limits.maxStorageBuffersPerShaderStage).toBeLessThanOrEqual(10);
    for (const name of ['subgroups', 'shader-f16', 'timestamp-query']) expect(features.has(name)).toBe(false);
    expect(largestTensor()).toBe(128 * mebibyte);
  });

  it('are enough for a chain of CoReD, with the losses of engine cpu', async () => {
    await tf.setBackend('cpu');
    const expected = await trained();
    await tf.setBackend('webgpu');
    const found = await trained();
    const losses = (output: MemoryOutput) => output.ofType('epoch/ended').map((event) => event.losses.total);
    expect(losses(expected)).toHaveLength(2);
    losses(expected).forEach((loss, epoch) => expect(losses(found)[epoch]).toBeCloseTo(loss, 3));
  });

  // The last: the device's values mean nothing after it.
  it('say so when a tensor is larger than what a shader binds, as memory that a smaller micro-batch does not need', async () => {
    const large = tf.fill([50 * mebibyte], 1);
    expect(large.size * 4).toBeLessThan(device().limits.maxBufferSize);
    await expect(tf.sum(tf.mul(large, 2)).data()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^The GPU ".+" is out of memory\. Start the run again with a smaller batch size/),
      cause: expect.any(OutOfMemoryError),
    });
  });
});
