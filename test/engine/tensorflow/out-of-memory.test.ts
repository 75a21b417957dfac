/** What engine tensorflow does when memory runs out: an error that the training explains, and a process that lives on. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../src/engine/open-engine';
import { OutOfMemoryError } from '../../../src/engine/out-of-memory';
import { asOutOfMemory } from '../../../src/engine/tensorflow/refused-memory';
import { testedEngines } from '../../fixtures/engines-here';

const obstacle = testedEngines.find(({ id }) => id === 'tensorflow')?.obstacle ?? null;

describe("TensorFlow's refusal of memory", () => {
  const refusal = 'Invalid TF_Status: 8\nMessage: OOM when allocating tensor';

  it('becomes the error of all engines, with what was asked for', () => {
    const thrown = new Error(`${refusal} with shape[16,1024,64] and type float on /device:CPU:0 by allocator cpu`);
    const found = asOutOfMemory(thrown);
    expect(found).toBeInstanceOf(OutOfMemoryError);
    expect(found).toMatchObject({ bytes: 16 * 1024 * 64 * 4, cause: thrown });
    expect(String(found)).toContain('no room for another 4 MiB');
  });

  it('becomes that error too where it does not say how much', () => {
    const found = asOutOfMemory(new Error('Invalid TF_Status: 8\nMessage: Failed to allocate.'));
    expect(found).toMatchObject({ bytes: null, message: "The engine's memory has no room for another tensor." });
  });

  it('is not seen in other errors', () => {
    const thrown = new Error('Invalid TF_Status: 3\nMessage: Incompatible shapes');
    expect(asOutOfMemory(thrown)).toBe(thrown);
  });
});

// TensorFlow waits ten seconds for others to give memory back before it gives up.
describe.skipIf(obstacle !== null)('engine tensorflow without memory', { timeout: 60_000 }, () => {
  it('throws from an operation that has no room for its output, and computes on', async () => {
    await openEngine('tensorflow');
    const before = tf.memory().numTensors;
    expect(() => tf.tidy(() => tf.fill([300_000, 300_000], 1))).toThrow(OutOfMemoryError);
    expect(tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(2)).dataSync()[0])).toBe(3);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("throws from a convolution on oneDNN's kernels, which would end the process", async () => {
    await openEngine('tensorflow');
    const before = tf.memory().numTensors;
    const convolve = () =>
      tf.tidy(() =>
        tf.conv2d(tf.ones<tf.Rank.R4>([1, 2000, 2000, 1]), tf.ones<tf.Rank.R4>([3, 3, 1, 50_000]), 1, 'same'),
      );
    expect(convolve).toThrow(OutOfMemoryError);
    expect(tf.memory().numTensors).toBe(before);
  });
});
