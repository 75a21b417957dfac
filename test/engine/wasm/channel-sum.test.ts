/** The wasm engine's sums over all axes but the last, and its copies that share memory. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src/engine/open-engine';
import { randomStream } from '../../../src/core/random';

function values(name: string, shape: number[]): { shape: number[]; data: Float32Array } {
  const random = randomStream(7, 'test', name);
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
  return { shape, data };
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-4): void {
  expect(actual.length).toBe(expected.length);
  const worst = actual.reduce((most, value, index) => Math.max(most, Math.abs(value - (expected[index] ?? NaN))), 0);
  expect(worst).toBeLessThan(tolerance);
}

describe('wasm', () => {
  beforeAll(() => openEngine('wasm'));

  it('sums over all axes but the last as a plain loop does', async () => {
    await tf.setBackend('wasm');
    const { data } = values('sum', [3, 7, 11, 4]);
    const expected = [0, 0, 0, 0];
    data.forEach((value, index) => (expected[index % 4] = (expected[index % 4] ?? 0) + value));
    tf.tidy(() => {
      const input = tf.tensor4d(data, [3, 7, 11, 4]);
      expectClose([...tf.sum(input, [0, 1, 2]).dataSync()], expected);
      expect(tf.sum(input, [0, 1, 2], true).shape).toEqual([1, 1, 1, 4]);
      expectClose([...tf.sum(input, [1, 2]).dataSync()].slice(0, 1), [
        [...data.slice(0, 308)].filter((_, i) => i % 4 === 0).reduce((a, b) => a + b, 0),
      ]);
    });
  });

  it('counts exactly: a sum of ones over a batch is a whole number', async () => {
    await tf.setBackend('wasm');
    for (const rows of [3, 7, 64, 131, 800]) {
      const sum = tf.sum(tf.ones([rows, 10]), 0);
      expect([...sum.dataSync()]).toEqual(new Array(10).fill(rows));
      sum.dispose();
    }
  });

  it('agrees with cpu where rows are summed in groups', async () => {
    const { data } = values('groups', [5000, 3]);
    const expected = [0, 0, 0];
    data.forEach((value, index) => (expected[index % 3] = (expected[index % 3] ?? 0) + value));
    await tf.setBackend('wasm');
    const sum = tf.sum(tf.tensor2d(data, [5000, 3]), 0);
    expectClose([...sum.dataSync()], expected, 2e-3);
  });

  it('keeps a copy alive after its original is disposed', async () => {
    await tf.setBackend('wasm');
    const before = tf.memory().numTensors;
    const original = tf.tensor1d([1, 2, 3]);
    const copy = tf.clone(original);
    original.dispose();
    const other = tf.tensor1d([7, 8, 9]);
    expect([...copy.dataSync()]).toEqual([1, 2, 3]);
    tf.dispose([copy, other]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
