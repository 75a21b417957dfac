/** The wasm engine's gradient of max pooling against tfjs's cpu backend. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/core/random';
import { openEngine } from '../../../src/engine/open-engine';
// Registers the gradients of all operations.
import '@tensorflow/tfjs-layers';

type Padding = 'same' | 'valid' | number;

/** Gradient of sum(pooled * weights) with respect to feature maps [2, height, width, 3]. */
function gradient(
  activations: tf.Tensor4D,
  { size, stride, padding }: { size: number; stride: number; padding: Padding },
) {
  const rounding = typeof padding === 'number' ? 'floor' : undefined;
  const random = randomStream(7, 'weights');
  return tf.grad((x: tf.Tensor) => {
    const pooled = tf.maxPool(x as tf.Tensor4D, size, stride, padding, rounding);
    const weights = Float32Array.from({ length: pooled.size }, () => random.normal());
    return tf.sum(tf.mul(pooled, tf.tensor(weights, pooled.shape)));
  })(activations);
}

describe('the gradient of max pooling on wasm', () => {
  beforeAll(async () => {
    await openEngine('cpu');
    await openEngine('wasm');
  });

  for (const { height, width, size, stride, padding } of [
    { height: 8, width: 8, size: 3, stride: 2, padding: 1 },
    { height: 7, width: 9, size: 3, stride: 2, padding: 1 },
    { height: 6, width: 5, size: 2, stride: 2, padding: 'valid' },
    { height: 6, width: 7, size: 3, stride: 2, padding: 'same' },
    { height: 6, width: 5, size: 3, stride: 1, padding: 'same' },
  ] as const) {
    it(`agrees with cpu: ${height}x${width}, ${size}x${size}, stride ${stride}, padding ${padding}`, async () => {
      const random = randomStream(7, 'maps');
      const values = Float32Array.from({ length: 2 * height * width * 3 }, () => random.normal());
      const results: number[][] = [];
      for (const backend of ['cpu', 'wasm']) {
        await tf.setBackend(backend);
        const activations = tf.tensor4d(values, [2, height, width, 3]);
        results.push([...(await gradient(activations, { size, stride, padding }).data())]);
      }
      const [cpu = [], wasm = []] = results;
      expect(cpu.some((value) => value !== 0)).toBe(true);
      wasm.forEach((value, index) => expect(value).toBeCloseTo(cpu[index] ?? NaN, 5));
    });
  }

  it('reaches the maximum of a window in which all values are negative', async () => {
    await tf.setBackend('wasm');
    const activations = tf.tensor4d([-4, -2, -3, -1], [1, 2, 2, 1]);
    const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))(activations);
    expect([...(await gradient.data())]).toEqual([0, 0, 0, 1]);
  });

  it('goes to the first of equal values', async () => {
    await tf.setBackend('wasm');
    const activations = tf.tensor4d([0, 0, 0, 0], [1, 2, 2, 1]);
    const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))(activations);
    expect([...(await gradient.data())]).toEqual([1, 0, 0, 0]);
  });
});
