/** Devices of engine `webgpu` by index and by name: those that exist, and those that do not. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { webgpu } from '../../../src/engine/webgpu';
import { openWebgpu } from '../../../src/engine/webgpu/open-webgpu';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('devices of webgpu', adapter), () => {
  it('are listed, the one that is taken unasked first', async () => {
    const { available, detail, devices } = await webgpu.inspect();
    expect(available).toBe(true);
    expect(detail).toBe(adapter.detail);
    expect(devices?.[0]).toBe(detail);
    expect(new Set(devices).size).toBe(devices?.length);
  });

  it('open by index', async () => {
    await webgpu.open({ device: 0 });
    expect(tf.getBackend()).toBe('webgpu');
    tf.removeBackend('webgpu');
  });

  it('that do not exist are named, with those that do', async () => {
    await expect(webgpu.open({ device: 99 })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(`Engine "webgpu" has no device 99. It has 0 (${adapter.detail})`),
    });
    expect(tf.findBackendFactory('webgpu')).toBeFalsy();
  });

  it('that Dawn does not know by name are refused with the names that it knows', async () => {
    await expect(openWebgpu('a GPU of tomorrow')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^Engine "webgpu" cannot open the device "a GPU of tomorrow"\..*name: '/s),
    });
  });
});
