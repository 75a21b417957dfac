/** A run on engine `webgpu`: its memory is flat, it gives the same bytes again, and goes on after its device was lost. */
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainChain } from '../../../src/core/training/loop/train-chain';
import type { Checkpoint } from '../../../src/core/training/training';
import { openWebgpu } from '../../../src/engine/webgpu/open-webgpu';
import { MemoryOutput, tinyImages, tinyTraining } from '../../core/training/tiny-chain';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';

interface Length {
  readonly batches: number;
  readonly epochs: number;
}

/** One task, in batches of 4, so many an epoch. */
function run(output: MemoryOutput, { batches, epochs }: Length, resumeFrom?: Checkpoint) {
  const images = tinyImages('train', 2 * batches, 0);
  const tasks = [{ name: 'red', train: images, val: tinyImages('val', 2, 0), test: null }];
  const options = { method: 'ft', tasks, parameters: { epochs, learningRate: 0.01 } };
  return trainChain(tinyTraining(output, resumeFrom === undefined ? options : { ...options, resumeFrom }));
}

function backend(): WebGPUBackend {
  const found = tf.backend();
  if (found instanceof WebGPUBackend) return found;
  throw new Error('This is not the webgpu backend.');
}

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('a run on webgpu', adapter), { timeout: 240_000 }, () => {
  beforeAll(() => openWebgpu());
  afterAll(() => tf.removeBackend('webgpu'));

  it('has as much memory after the tenth step as after the third', async () => {
    const output = new MemoryOutput();
    const seen: object[] = [];
    output.answer = () => {
      seen.push({ tensors: tf.memory().numTensors, ...backend().memory() });
      return 'go';
    };
    expect(await run(output, { batches: 12, epochs: 1 })).toBe('completed');
    expect(seen[3]).toMatchObject({ numBytesInGPU: expect.any(Number) });
    expect(seen[10]).toEqual(seen[3]);
  });

  it('ends with a sentence when its device is lost, and goes on from its checkpoint to the same bytes', async () => {
    const length = { batches: 3, epochs: 2 };
    const whole = new MemoryOutput();
    expect(await run(whole, length)).toBe('completed');

    const broken = new MemoryOutput();
    let askedInSecond = 0;
    broken.answer = () => {
      if (broken.checkpoints.at(-1)?.epoch === 1) askedInSecond += 1;
      if (askedInSecond === 2) backend().device.destroy();
      return 'go';
    };
    await expect(run(broken, length)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^The GPU ".+" was lost \(.+\)\. Resume the run from its last checkpoint/),
    });
    tf.removeBackend('webgpu');
    await openWebgpu();

    const resumed = new MemoryOutput();
    const resumeFrom = broken.checkpoints.at(-1);
    expect(resumeFrom?.epoch).toBe(1);
    expect(await run(resumed, length, resumeFrom)).toBe('completed');
    expect(resumed.weights.get('1/last')).toEqual(whole.weights.get('1/last'));
    expect(whole.weights.get('1/last')?.length).toBeGreaterThan(0);
  });
});
