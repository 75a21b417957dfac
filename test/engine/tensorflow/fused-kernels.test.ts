/** Core's fused layers on engine tensorflow: against the same layers composed on tfjs's cpu backend, and by arithmetic. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Activation } from '../../../src/core/networks/fused-kernels';
import { globalAveragePool } from '../../../src/core/networks/operations/channels';
import { relu } from '../../../src/core/networks/operations/relu';
import { randomStream } from '../../../src/core/random';
import { openEngine } from '../../../src/engine/open-engine';
import { differentiable, normalise } from '../../fixtures/differentiable';
import { testedEngines } from '../../fixtures/engines-here';
// Registers the gradients of all operations.
import '@tensorflow/tfjs-layers';

const shape: [number, number, number, number] = [3, 5, 4, 8];
const obstacle = testedEngines.find(({ id }) => id === 'tensorflow')?.obstacle ?? null;

function random(name: string, count: number): Float32Array {
  const stream = randomStream(7, 'test', name);
  return Float32Array.from({ length: count }, () => stream.normal() + 0.3);
}

const maps = () => tf.tensor4d(random('maps', 480), shape);
const perChannel = (name: string) => tf.tensor1d(random(name, 8));

/** A layer's outputs and the gradients of its inputs. */
type Layer = () => { outputs: tf.Tensor[]; gradients: tf.Tensor[] };

function weighed(inputs: tf.Tensor[], run: (...inputs: tf.Tensor[]) => tf.Tensor): ReturnType<Layer> {
  const output = run(...inputs);
  const weights = tf.tensor(random('weights', output.size), output.shape);
  return { outputs: [output], gradients: tf.grads((...given) => tf.sum(tf.mul(run(...given), weights)))(inputs) };
}

const activations: Activation[] = ['none', 'relu', 'swish'];
const layers = new Map<string, Layer>([
  ['global average pooling', () => weighed([maps()], (x) => differentiable(globalAveragePool, x ?? maps()))],
  ['ReLU', () => weighed([maps()], (x) => differentiable(relu, x ?? maps()))],
  ...activations.flatMap((activation): [string, Layer][] => [
    [`normalisation by the batch, ${activation}`, () => normalisation(activation, 'batch')],
    [`normalisation by running statistics, ${activation}`, () => normalisation(activation, 'running')],
  ]),
]);

function normalisation(activation: Activation, by: 'batch' | 'running'): ReturnType<Layer> {
  const statistics = () => ({ mean: perChannel('mean'), variance: tf.add(tf.square(perChannel('variance')), 0.5) });
  return weighed(
    [maps(), perChannel('scale'), perChannel('shift')],
    (x = maps(), scale = perChannel('scale'), shift = perChannel('shift')) => {
      const inputs = { maps: tf.reshape<tf.Rank.R4>(x, shape), scale, shift, epsilon: 1e-3 };
      return normalise(inputs, { activation, statistics: by === 'running' ? statistics : null });
    },
  );
}

async function run(backend: string, layer: Layer): Promise<number[][]> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const values = tf.tidy(() => {
    const { outputs, gradients } = layer();
    return [...outputs, ...gradients].map((tensor) => [...tensor.dataSync()]);
  });
  expect(tf.memory().numTensors).toBe(before);
  return values;
}

describe.skipIf(obstacle !== null)('fused layers of engine tensorflow', () => {
  beforeAll(async () => {
    await openEngine('cpu');
    await openEngine('tensorflow');
  });

  for (const [name, layer] of layers) {
    it(`agree with cpu on ${name}`, async () => {
      const expected = await run('cpu', layer);
      const found = await run('tensorflow', layer);
      expect(found.length).toBe(expected.length);
      found.forEach((values, which) => {
        expect(values.length).toBe(expected[which]?.length);
        const worst = Math.max(...values.map((value, index) => Math.abs(value - (expected[which]?.[index] ?? NaN))));
        expect(worst, `result ${which}`).toBeLessThan(1e-4);
      });
    });
  }

  it('run on kernels of their own, not on composed operations', () => {
    const names = [
      'BatchNormTraining',
      'BatchNormTrainingGradient',
      'BatchNormInference',
      'ReluGradient',
      'ChannelMeans',
    ];
    for (const name of names) expect(tf.getKernel(name, 'tensorflow'), name).toBeDefined();
  });

  it('update weight and velocity in place, and leave the arrays that these were made of alone', async () => {
    await tf.setBackend('tensorflow');
    const before = tf.memory().numTensors;
    const weightValues = Float32Array.of(1, 2, 3, 4);
    const velocityValues = Float32Array.of(0, 1, 0, -1);
    const [weight, velocity] = [tf.tensor1d(weightValues), tf.tensor1d(velocityValues)];
    const [expectedWeight, expectedVelocity] = [[...weightValues], [...velocityValues]];
    const gradient = tf.tensor1d([1, 1, -1, 0.5]);
    const other = tf.tensor2d([[1, 2]]);
    const otherValues = other.dataSync();
    for (let update = 0; update < 4; update++) {
      tf.engine().runKernel('MomentumUpdate', { weight, velocity, gradient }, { learningRate: 0.1, momentum: 0.5 });
      [1, 1, -1, 0.5].forEach((slope, index) => {
        expectedVelocity[index] = 0.5 * (expectedVelocity[index] ?? NaN) + slope;
        expectedWeight[index] = (expectedWeight[index] ?? NaN) - 0.1 * (expectedVelocity[index] ?? NaN);
      });
      [...weight.dataSync()].forEach((value, index) => expect(value).toBeCloseTo(expectedWeight[index] ?? NaN, 5));
      [...velocity.dataSync()].forEach((value, index) => expect(value).toBeCloseTo(expectedVelocity[index] ?? NaN, 5));
    }
    expect([...weightValues, ...velocityValues]).toEqual([1, 2, 3, 4, 0, 1, 0, -1]);
    expect([...other.dataSync()]).toEqual([...otherValues]);
    tf.dispose([weight, velocity, gradient, other]);
    // The two variables through which weights and velocities pass stay.
    expect(tf.memory().numTensors).toBe(before + 2);
  });

  it('keep what was read or derived from a weight before an update', async () => {
    await tf.setBackend('tensorflow');
    const weight = tf.variable(tf.zeros([2, 2]));
    const [velocity, gradient] = [tf.zeros([2, 2]), tf.ones([2, 2])];
    const update = () =>
      tf.engine().runKernel('MomentumUpdate', { weight, velocity, gradient }, { learningRate: 1, momentum: 0 });
    update();
    update();
    const derived = tf.reshape(weight, [4]);
    update();
    expect([...derived.dataSync()]).toEqual([-2, -2, -2, -2]);
    expect([...weight.dataSync()]).toEqual([-3, -3, -3, -3]);
    tf.dispose([weight, velocity, gradient, derived]);
  });
});
