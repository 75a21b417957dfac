/** Every operation's value and gradients against what tfjs composes and differentiates by itself. */
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of all operations.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Activation } from '../../../../src/core/networks/fused-kernels';
import { globalAveragePool, scaleChannels } from '../../../../src/core/networks/operations/channels';
import { convolution, depthwiseConvolution } from '../../../../src/core/networks/operations/convolution';
import * as elementwise from '../../../../src/core/networks/operations/elementwise';
import { maxPool } from '../../../../src/core/networks/operations/max-pool';
import { movingAverages } from '../../../../src/core/networks/operations/moving-averages';
import { relu } from '../../../../src/core/networks/operations/relu';
import { swish } from '../../../../src/core/networks/operations/swish';
import { randomStream } from '../../../../src/core/random';
import { openEngine } from '../../../../src/engine/open-engine';
import { differentiable, normalise } from '../../../fixtures/differentiable';

type Layer = (...inputs: tf.Tensor[]) => tf.Tensor;

interface Case {
  readonly title: string;
  readonly shapes: readonly number[][];
  readonly ours: Layer;
  readonly composed: Layer;
}

/** The tests' layers take as many inputs as there are shapes, featureMaps first. */
function layer(run: (featureMaps: tf.Tensor4D, second: tf.Tensor4D, third: tf.Tensor) => tf.Tensor): Layer {
  return (...inputs) => run(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor4D, inputs[2] as tf.Tensor);
}

const activations: Record<Activation, (x: tf.Tensor) => tf.Tensor> = {
  none: (x) => x,
  relu: (x) => tf.relu(x),
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
};

function normCase(activation: Activation, isFixed: boolean, channels: number): Case {
  const running = () => ({
    mean: tf.linspace(-1, 1, channels),
    variance: tf.linspace(0.5, 2, channels),
  });
  return {
    title: `batch normalisation of ${channels} channels by ${isFixed ? 'running' : 'own'} statistics, ${activation}`,
    shapes: [[3, 4, 5, channels], [channels], [channels]],
    ours: layer((featureMaps, scale, shift) =>
      normalise({ featureMaps, scale, shift, epsilon: 1e-3 }, { activation, statistics: isFixed ? running : null }),
    ),
    composed: layer((x, scale, shift) => {
      const mean = isFixed ? running().mean : tf.mean(x, [0, 1, 2], true);
      const variance = isFixed ? running().variance : tf.mean(tf.square(tf.sub(x, mean)), [0, 1, 2], true);
      const unit = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3)));
      return activations[activation](tf.add(tf.mul(unit, scale), shift));
    }),
  };
}

const featureMaps = [2, 7, 6, 4];
const cases: Case[] = [
  {
    title: 'convolution',
    shapes: [featureMaps, [3, 3, 4, 5]],
    ours: layer((x, w) => differentiable((a, b) => convolution(a, b, { stride: 2, padding: 1 }), x, w)),
    composed: layer((x, w) => tf.conv2d(x, w, 2, 1, 'NHWC', 1, 'floor')),
  },
  {
    title: 'depthwise convolution',
    shapes: [featureMaps, [3, 3, 4, 1]],
    ours: layer((x, w) => differentiable((a, b) => depthwiseConvolution(a, b, { stride: 1, padding: 'same' }), x, w)),
    composed: layer((x, w) => tf.depthwiseConv2d(x, w, 1, 'same')),
  },
  {
    title: 'max pooling',
    shapes: [featureMaps],
    ours: layer((x) => differentiable((a) => maxPool(a, { size: 2, stride: 2, padding: 'valid' }), x)),
    composed: layer((x) => {
      // Of windows without overlap it is the maximum over two axes of a reshaped map.
      const windows = tf.reshape(tf.slice(x, [0, 0, 0, 0], [2, 6, 6, 4]), [2, 3, 2, 3, 2, 4]);
      return tf.max(windows, [2, 4]);
    }),
  },
  {
    title: 'global average pooling',
    shapes: [featureMaps],
    ours: layer((x) => differentiable(globalAveragePool, x)),
    composed: layer((x) => tf.mean(x, [1, 2])),
  },
  {
    title: 'multiplication of channels',
    shapes: [featureMaps, [2, 1, 1, 4]],
    ours: layer((x, factors) => differentiable(scaleChannels, x, factors)),
    composed: layer((x, factors) => tf.mul(x, factors)),
  },
  {
    title: 'sum',
    shapes: [featureMaps, featureMaps],
    ours: layer((a, b) => differentiable(elementwise.add, a, b)),
    composed: layer((a, b) => tf.add(a, b)),
  },
  {
    title: 'bias',
    shapes: [featureMaps, [4]],
    ours: layer((x, bias) => differentiable(elementwise.addBias, x, bias)),
    composed: layer((x, bias) => tf.add(x, bias)),
  },
  {
    title: 'product with a constant',
    shapes: [featureMaps],
    ours: layer((x) => differentiable((a) => elementwise.timesConstant(a, tf.tensor4d([2, 0], [2, 1, 1, 1])), x)),
    composed: layer((x) => tf.mul(x, tf.tensor4d([2, 0], [2, 1, 1, 1]))),
  },
  {
    title: 'another shape',
    shapes: [featureMaps],
    ours: layer((x) => differentiable((a) => elementwise.reshape(a, [14, 24]), x)),
    composed: layer((x) => tf.reshape(x, [14, 24])),
  },
  {
    title: 'matrix product',
    shapes: [
      [5, 7],
      [7, 3],
    ],
    ours: layer((x, w) => differentiable(elementwise.matrixProduct, x, w)),
    composed: layer((x, w) => tf.matMul(x, w)),
  },
  {
    title: 'sigmoid',
    shapes: [featureMaps],
    ours: layer((x) => differentiable(elementwise.sigmoid, x)),
    composed: layer((x) => tf.sigmoid(x)),
  },
  {
    title: 'ReLU',
    shapes: [featureMaps],
    ours: layer((x) => differentiable(relu, x)),
    composed: layer((x) => tf.relu(x)),
  },
  {
    title: 'swish',
    shapes: [featureMaps],
    ours: layer((x) => differentiable(swish, x)),
    composed: layer((x) => tf.mul(x, tf.sigmoid(x))),
  },
  ...(['none', 'relu', 'swish'] as const).flatMap((activation) =>
    // The kernels take channels by fours: three of them are composed on every engine.
    [3, 4].flatMap((channels) => [false, true].map((isFixed) => normCase(activation, isFixed, channels))),
  ),
];

/** The output, and the gradients of its sum weighed by random numbers. */
function outcome(run: Layer, shapes: readonly number[][]): number[][] {
  const values = (name: string, shape: readonly number[]) => {
    const random = randomStream(11, 'operations', name);
    const size = shape.reduce((product, side) => product * side, 1);
    return tf.tensor(
      Float32Array.from({ length: size }, () => random.normal()),
      [...shape],
    );
  };
  return tf.tidy(() => {
    const inputs = shapes.map((shape, index) => values(`input ${index}`, shape));
    const output = run(...inputs);
    const weigh = values('weigh', output.shape);
    const gradients = tf.grads((...given) => tf.sum(tf.mul(run(...given), weigh)))(inputs);
    return [output, ...gradients].map((tensor) => [...tensor.dataSync()]);
  });
}

describe.each(['cpu', 'wasm'] as const)('operations on engine %s', (engine) => {
  beforeAll(async () => {
    await openEngine('cpu');
    await openEngine('wasm');
  });

  it.each(cases)('$title: value and gradients', async ({ shapes, ours, composed }) => {
    await tf.setBackend('cpu');
    const expected = outcome(composed, shapes);
    await tf.setBackend(engine);
    const before = tf.memory().numTensors;
    const found = outcome(ours, shapes);
    expect(tf.memory().numTensors).toBe(before);
    expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
    found.forEach((values, which) => {
      const worst = values.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - (expected[which]?.[at] ?? NaN))),
        0,
      );
      expect(worst, which === 0 ? 'value' : `gradient of input ${which}`).toBeLessThan(1e-4);
    });
  });

  it('moving averages', async () => {
    await tf.setBackend(engine);
    tf.tidy(() => {
      const moving = [
        { average: tf.tensor1d([1, 2, 3, 4, 5]), value: tf.tensor1d([5, 4, 3, 2, -1]), keep: 0.9, share: 0.2 },
        { average: tf.tensor1d([1, -1]), value: tf.tensor1d([2, 3]), keep: 0.5, share: 1 },
      ];
      const moved = movingAverages(moving).map((tensor) => [...tensor.dataSync()]);
      const expected = [
        [1.9, 2.6, 3.3, 4, 4.3],
        [2.5, 2.5],
      ];
      expect(moved.map(({ length }) => length)).toEqual([5, 2]);
      expected.forEach((values, which) =>
        values.forEach((value, index) => expect(moved[which]?.[index]).toBeCloseTo(value, 5)),
      );
    });
  });
});
