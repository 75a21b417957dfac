/** Optimisers' updates and running averages on engine `webgpu`, by arithmetic. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { numbered, runKernel } from '../../../../src/core/networks/fused-kernels';
import { movingAverages } from '../../../../src/core/networks/operations/moving-averages';
import { groupsAtOnce } from '../../../../src/engine/webgpu/shaders/updates';
import { findAdapter, titled } from '../../../fixtures/webgpu-adapter';
import { normal, openBoth } from './layer-check';

/** More tensors than any device binds at once, of unlike sizes; one is larger than a round of the workgroups. */
const lengths = [3, 37, 1, 728, 5, 300_001, 64, 2, 9, 11];

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('updates of webgpu', adapter), () => {
  beforeAll(openBoth);
  beforeEach(() => tf.setBackend('webgpu'));

  it('move all weights by momentum in place as PyTorch does, those that were read before, too', async () => {
    const drawn = lengths.map((length, at) => ({
      weight: normal(`weight ${at}`, [length]),
      velocity: normal(`velocity ${at}`, [length]),
      gradient: normal(`gradient ${at}`, [length]),
    }));
    const given = drawn.map(({ weight, velocity, gradient }) => ({
      ...{ weight: tf.tensor1d(weight), velocity: tf.tensor1d(velocity), gradient: tf.tensor1d(gradient) },
    }));
    const update = () =>
      runKernel('MomentumUpdates', {
        factors: tf.tensor1d([0.05, 0.9]),
        ...numbered(['weight', 'velocity', 'gradient'], given),
      });
    update();
    // What tfjs has read it keeps beside the device's values, which change.
    await Promise.all(given.map(({ weight }) => weight.data()));
    update();
    for (const [at, { weight, velocity }] of given.entries()) {
      const [moved, speed] = [await weight.data(), await velocity.data()];
      const own = drawn[at];
      for (const place of [0, Math.floor(weight.size / 2), weight.size - 1]) {
        const slope = own?.gradient[place] ?? NaN;
        const first = 0.9 * (own?.velocity[place] ?? NaN) + slope;
        const second = 0.9 * first + slope;
        expect(speed[place]).toBeCloseTo(second, 5);
        expect(moved[place]).toBeCloseTo((own?.weight[place] ?? NaN) - 0.05 * (first + second), 5);
      }
    }
    tf.dispose(given);
  });

  it("update weights and moments in place as PyTorch's Adam does, decayed either way", async () => {
    // beta1, 1 - beta1, beta2, 1 - beta2, epsilon, keep, coupled, rate, scale
    const factors = [0.9, 0.1, 0.99, 0.01, 1e-3, 0.98, 0.1, 0.05, 3];
    const sizes = [37, 5, 64];
    const drawn = sizes.map((size, at) => ({
      weight: normal(`weight ${at}`, [size]),
      first: normal(`first ${at}`, [size]),
      second: normal(`second ${at}`, [size]).map(Math.abs),
      gradient: normal(`gradient ${at}`, [size]),
    }));
    const given = drawn.map(({ weight, first, second, gradient }) => ({
      ...{ weight: tf.tensor1d(weight), first: tf.tensor1d(first) },
      ...{ second: tf.tensor1d(second), gradient: tf.tensor1d(gradient) },
    }));
    runKernel('AdamUpdates', {
      factors: tf.tensor1d(factors),
      ...numbered(['weight', 'first', 'second', 'gradient'], given),
    });
    for (const [at, tensors] of given.entries()) {
      const own = drawn[at];
      const weights = await tensors.weight.data();
      for (let place = 0; place < weights.length; place++) {
        const weight = own?.weight[place] ?? NaN;
        const slope = (own?.gradient[place] ?? NaN) + 0.1 * weight;
        const first = 0.9 * (own?.first[place] ?? NaN) + 0.1 * slope;
        const second = 0.99 * (own?.second[place] ?? NaN) + 0.01 * slope ** 2;
        const next = 0.98 * weight - (0.05 * first) / (3 * Math.sqrt(second) + 1e-3);
        expect(weights[place]).toBeCloseTo(next, 5);
        expect((await tensors.first.data())[place]).toBeCloseTo(first, 5);
        expect((await tensors.second.data())[place]).toBeCloseTo(second, 5);
      }
    }
    tf.dispose(given);
  });

  it('move averages of different lengths, each by its own factors', async () => {
    const moving = lengths.map((length, at) => ({
      average: tf.fill([length], at),
      value: tf.fill([length], 10),
      ...{ keep: 0.5, share: at / 10 },
    }));
    const moved = movingAverages(moving);
    for (const [at, tensor] of moved.entries()) {
      const values = await tensor.data();
      expect(values.length).toBe(lengths[at]);
      expect(values[0]).toBeCloseTo(1.5 * at, 5);
      expect(values.at(-1)).toBeCloseTo(1.5 * at, 5);
    }
    tf.dispose([...moved, ...moving.flatMap(({ average, value }) => [average, value])]);
  });
});

describe('the groups of an update', () => {
  const update = { key: '', reads: ['gradient'], writes: ['weight', 'velocity'], factorCount: 2, code: () => '' };

  it('are as many as the device binds beside the factors', () => {
    expect(groupsAtOnce(update, 8)).toBe(2);
    expect(groupsAtOnce(update, 10)).toBe(3);
    expect(groupsAtOnce(update, 16)).toBe(5);
  });
});
