/** Core's fused layers on engine tensorflow: against the same layers composed on tfjs's cpu backend, and by arithmetic. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { numbered, runKernel, type Activation } from '../../../src/core/networks/fused-kernels';
import { normaliseByBatchFused } from '../../../src/core/networks/operations/batch-norm';
import { globalAveragePool, scaleChannels } from '../../../src/core/networks/operations/channels';
import { movingAverages } from '../../../src/core/networks/operations/moving-averages';
import { relu } from '../../../src/core/networks/operations/relu';
import { randomStream } from '../../../src/core/random';
import { openEngine } from '../../../src/engine/open-engine';
import { differentiable, normalise } from '../../fixtures/differentiable';
import { testedEngines } from '../../fixtures/engines-here';
// Registers the gradients of all operations.
import '@tensorflow/tfjs-layers';

type Shape4 = [number, number, number, number];
const small: Shape4 = [3, 5, 4, 8];
/** Over 1024 pixels: by eights, and not. */
const wholeGroups: Shape4 = [4, 24, 16, 8];
const oddPixels: Shape4 = [3, 19, 21, 8];
const obstacle = testedEngines.find(({ id }) => id === 'tensorflow')?.obstacle ?? null;

function random(name: string, count: number): Float32Array {
  const stream = randomStream(7, 'test', name);
  return Float32Array.from({ length: count }, () => stream.normal() + 0.3);
}

const featureMaps = (shape = small) => tf.tensor4d(random('maps', tf.util.sizeFromShape(shape)), shape);
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
  [
    'global average pooling',
    () => weighed([featureMaps()], (x) => differentiable(globalAveragePool, x ?? featureMaps())),
  ],
  ['ReLU', () => weighed([featureMaps()], (x) => differentiable(relu, x ?? featureMaps()))],
  [
    'scaling of channels',
    () =>
      weighed(
        [featureMaps(), tf.tensor(random('factors', 24), [3, 1, 1, 8])],
        (x = featureMaps(), factors = perChannel('factors')) => differentiable(scaleChannels, x, factors),
      ),
  ],
  ...activations.flatMap((activation): [string, Layer][] => [
    [`normalisation by the batch, ${activation}`, () => normalisation(activation, 'batch')],
    [`normalisation by a batch in groups, ${activation}`, () => normalisation(activation, 'batch', wholeGroups)],
    [`normalisation by running statistics, ${activation}`, () => normalisation(activation, 'running')],
  ]),
  ['normalisation by a batch that makes no groups', () => normalisation('swish', 'batch', oddPixels)],
]);

function normalisation(activation: Activation, by: 'batch' | 'running', shape = small): ReturnType<Layer> {
  const statistics = () => ({ mean: perChannel('mean'), variance: tf.add(tf.square(perChannel('variance')), 0.5) });
  return weighed(
    [featureMaps(shape), perChannel('scale'), perChannel('shift')],
    (x = featureMaps(shape), scale = perChannel('scale'), shift = perChannel('shift')) => {
      const inputs = { featureMaps: tf.reshape<tf.Rank.R4>(x, shape), scale, shift, epsilon: 1e-3 };
      return normalise(inputs, { activation, statistics: by === 'running' ? statistics : null });
    },
  );
}

function updateByMomentum(
  parameters: readonly Record<'weight' | 'velocity' | 'gradient', tf.Tensor>[],
  attributes: { learningRate: number; momentum: number },
): void {
  const factors = tf.tensor1d([attributes.learningRate, attributes.momentum]);
  runKernel('MomentumUpdates', { factors, ...numbered(['weight', 'velocity', 'gradient'], parameters) });
  factors.dispose();
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
        // Gradients of scale and shift are sums over all pixels.
        const scale = Math.max(1, ...(expected[which] ?? []).map(Math.abs));
        expect(worst / scale, `result ${which}`).toBeLessThan(1e-4);
      });
    });
  }

  it.each([small, wholeGroups, oddPixels])('give mean and biased variance of %i x %i x %i pixels', async (...shape) => {
    const both = async (backend: string, statistics: () => tf.Tensor[]) => {
      await tf.setBackend(backend);
      return tf.tidy(() => statistics().map((tensor) => [...tensor.dataSync()]));
    };
    const expected = await both('cpu', () => {
      const { mean, variance } = tf.moments(featureMaps(shape), [0, 1, 2]);
      return [mean, variance];
    });
    const found = await both('tensorflow', () => {
      const inputs = {
        featureMaps: featureMaps(shape),
        scale: perChannel('scale'),
        shift: perChannel('shift'),
        epsilon: 1e-3,
      };
      const { statistics } = normaliseByBatchFused(inputs, 'none');
      return [statistics.mean, statistics.variance];
    });
    found.flat().forEach((value, index) => expect(value).toBeCloseTo(expected.flat()[index] ?? NaN, 5));
  });

  it('find the mean of many pixels more closely than by adding up one after the other', async () => {
    await tf.setBackend('tensorflow');
    const [pixels, channels] = [64 * 64 * 16, 8];
    const value = (pixel: number, channel: number) => 1 + channel / 3 + (pixel % 7) / 100;
    const values = Float32Array.from({ length: pixels * channels }, (_, at) =>
      value(Math.floor(at / channels), at % channels),
    );
    const inputs = {
      featureMaps: tf.tensor4d(values, [16, 64, 64, channels]),
      ...{ scale: tf.ones([channels]), shift: tf.zeros([channels]), epsilon: 1e-3 },
    };
    const { reads, value: normalised, statistics } = normaliseByBatchFused(inputs, 'none');
    const found = statistics.mean.dataSync();
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let pixel = 0; pixel < pixels; pixel++) sum += values[pixel * channels + channel] ?? NaN;
      expect(Math.abs((found[channel] ?? NaN) / (sum / pixels) - 1)).toBeLessThan(5e-5);
    }
    tf.dispose([...reads, normalised]);
  });

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

  it.each([
    ['a vector', [4], 0],
    ['a matrix', [2, 2], 2],
  ])('update %s in place, and leave the arrays that it was made of alone', async (_, shape, variables) => {
    await tf.setBackend('tensorflow');
    const before = tf.memory().numTensors;
    const weightValues = Float32Array.of(1, 2, 3, 4);
    const velocityValues = Float32Array.of(0, 1, 0, -1);
    const [weight, velocity] = [tf.tensor(weightValues, shape), tf.tensor(velocityValues, shape)];
    const [expectedWeight, expectedVelocity] = [[...weightValues], [...velocityValues]];
    const gradient = tf.tensor([1, 1, -1, 0.5], shape);
    const other = tf.tensor2d([[1, 2]]);
    const otherValues = other.dataSync();
    for (let update = 0; update < 4; update++) {
      updateByMomentum([{ weight, velocity, gradient }], { learningRate: 0.1, momentum: 0.5 });
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
    // The variables through which weights and velocities pass stay.
    expect(tf.memory().numTensors).toBe(before + variables);
  });

  it('update vectors of different lengths and matrices in one call, each by its own gradient', async () => {
    await tf.setBackend('tensorflow');
    tf.tidy(() => {
      const parameters = [[3], [2, 2], [1]].map((shape, index) => ({
        weight: tf.fill(shape, index),
        velocity: tf.fill(shape, 1),
        gradient: tf.fill(shape, 10 * index),
      }));
      updateByMomentum(parameters, { learningRate: 0.5, momentum: 0.1 });
      parameters.forEach(({ weight, velocity }, index) => {
        const moved = 0.1 + 10 * index;
        velocity.dataSync().forEach((value) => expect(value).toBeCloseTo(moved, 5));
        weight.dataSync().forEach((value) => expect(value).toBeCloseTo(index - 0.5 * moved, 5));
      });
    });
  });

  it('move averages of different lengths in one call', async () => {
    await tf.setBackend('tensorflow');
    tf.tidy(() => {
      const moved = movingAverages([
        { average: tf.tensor1d([1, 2]), value: tf.tensor1d([5, 4]), keep: 0.9, share: 0.2 },
        { average: tf.tensor1d([1]), value: tf.tensor1d([3]), keep: 0.5, share: 1 },
      ]).map((tensor) => [...tensor.dataSync()]);
      expect(moved.map(({ length }) => length)).toEqual([2, 1]);
      [1.9, 2.6, 3.5].forEach((value, index) => expect(moved.flat()[index]).toBeCloseTo(value, 5));
    });
  });

  it('keep what was read or derived from a weight before an update', async () => {
    await tf.setBackend('tensorflow');
    const weight = tf.variable(tf.zeros([2, 2]));
    const [velocity, gradient] = [tf.zeros([2, 2]), tf.ones([2, 2])];
    const update = () => updateByMomentum([{ weight, velocity, gradient }], { learningRate: 1, momentum: 0 });
    update();
    update();
    const derived = tf.reshape(weight, [4]);
    update();
    expect([...derived.dataSync()]).toEqual([-2, -2, -2, -2]);
    expect([...weight.dataSync()]).toEqual([-3, -3, -3, -3]);
    tf.dispose([weight, velocity, gradient, derived]);
  });
});
