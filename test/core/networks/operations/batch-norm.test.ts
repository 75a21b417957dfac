/** Batch normalisation by its definition; its gradients are checked in operations.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { normaliseByBatch, normaliseByStatistics } from '../../../../src/core/networks/operations/batch-norm';
import { randomStream } from '../../../../src/core/random';
import { openEngine } from '../../../../src/engine/open-engine';

beforeAll(() => openEngine('wasm'));

describe('batch normalisation', () => {
  const shape: [number, number, number, number] = [3, 4, 5, 2];
  const count = 3 * 4 * 5;
  const random = randomStream(3, 'maps');
  const given = Float32Array.from({ length: count * 2 }, () => random.normal() * 2 + 1);
  const inputs = () => ({
    featureMaps: tf.tensor4d(given, shape),
    scale: tf.tensor1d([0.7, -1.3]),
    shift: tf.tensor1d([0.2, 5]),
    epsilon: 1e-3,
  });

  it('has mean shift and deviation scale in every channel, and the biased variance', () => {
    tf.tidy(() => {
      const { value, statistics } = normaliseByBatch(inputs());
      const normalised = value.dataSync();
      for (const [channel, scale, shift] of [
        [0, 0.7, 0.2],
        [1, -1.3, 5],
      ] as const) {
        const values = [...given].filter((_, index) => index % 2 === channel);
        const mean = values.reduce((sum, one) => sum + one, 0) / count;
        const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / count;
        expect(statistics.mean.dataSync()[channel]).toBeCloseTo(mean, 5);
        expect(statistics.variance.dataSync()[channel]).toBeCloseTo(variance, 4);
        const expected = (((values[0] ?? NaN) - mean) / Math.sqrt(variance + 1e-3)) * scale + shift;
        expect(normalised[channel]).toBeCloseTo(expected, 4);
      }
    });
  });

  it('normalises by running statistics as written', () => {
    tf.tidy(() => {
      const { epsilon } = inputs();
      const statistics = { mean: tf.tensor1d([1, 2]), variance: tf.tensor1d([4, 9]) };
      const out = normaliseByStatistics(inputs(), statistics).value.dataSync();
      const [first = NaN, second = NaN] = given;
      expect(out[0]).toBeCloseTo(((first - 1) / Math.sqrt(4 + epsilon)) * 0.7 + 0.2, 5);
      expect(out[1]).toBeCloseTo(((second - 2) / Math.sqrt(9 + epsilon)) * -1.3 + 5, 5);
    });
  });
});
