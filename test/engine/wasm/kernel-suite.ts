/** Every training kernel against tfjs's cpu backend, and the layers' gradients against finite differences. */
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of all operations.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { runKernel, type Activation } from '../../../src/core/networks/fused-kernels';
import { globalAveragePool, scaleChannels } from '../../../src/core/networks/operations/channels';
import { relu } from '../../../src/core/networks/operations/relu';
import { randomStream } from '../../../src/core/random';
import { openEngine } from '../../../src/engine/open-engine';
import type { KernelOptions } from '../../../src/engine/wasm/kernel-memory';
import { openWasm } from '../../../src/engine/wasm/open-wasm';
import { differentiable, normalise } from '../../fixtures/differentiable';

type Shape = number[];
type Padding = 'same' | 'valid' | number;
type Layer = (...inputs: tf.Tensor[]) => tf.Tensor;

function values(name: string, shape: Shape): Float32Array {
  const random = randomStream(7, 'kernels', name);
  return Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal());
}

/** The layer's output and the gradients of sum(output * random weights) with respect to every input. */
function outcome(layer: Layer, inputs: readonly Float32Array[], shapes: readonly Shape[]): Float32Array[] {
  return tf.tidy(() => {
    const tensors = inputs.map((data, index) => tf.tensor(data, shapes[index]));
    const weighed = (output: tf.Tensor) =>
      tf.sum(tf.mul(output, tf.tensor(values('weigh', output.shape), output.shape)));
    const gradients = tf.grads((...received) => weighed(layer(...received)))(tensors);
    return [layer(...tensors), ...gradients].map((tensor) => Float32Array.from(tensor.dataSync()));
  });
}

/** The loss in float64 of the layer's float32 output. */
function loss(layer: Layer, inputs: readonly Float32Array[], shapes: readonly Shape[]): number {
  return tf.tidy(() => {
    const output = layer(...inputs.map((data, index) => tf.tensor(data, shapes[index])));
    const weigh = values('weigh', output.shape);
    return Float32Array.from(output.dataSync()).reduce((sum, value, index) => sum + value * (weigh[index] ?? NaN), 0);
  });
}

function expectClose(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const worst = actual.reduce((most, value, index) => Math.max(most, Math.abs(value - (expected[index] ?? NaN))), 0);
  expect(worst / scale).toBeLessThan(tolerance);
}

interface LayerCase {
  readonly title: string;
  readonly layer: Layer;
  readonly shapes: readonly Shape[];
}

interface Window {
  readonly side: [number, number];
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
  readonly channels: [number, number];
}

const rounding = (padding: Padding) => (typeof padding === 'number' ? 'floor' : undefined);
const named = ({ side, size, stride, padding, channels }: Window) =>
  `${side.join('x')}x${channels[0]}, ${size}x${size}, stride ${stride}, padding ${padding}`;

function convolutionCase(window: Window): LayerCase {
  const { side, size, stride, padding, channels } = window;
  return {
    title: `convolution to ${channels[1]}: ${named(window)}`,
    layer: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding, 'NHWC', 1, rounding(padding)),
    shapes: [
      [2, ...side, channels[0]],
      [size, size, ...channels],
    ],
  };
}

function depthwiseCase(window: Window): LayerCase {
  const { side, size, stride, padding, channels } = window;
  return {
    title: `depthwise convolution: ${named(window)}`,
    layer: (x, w) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding, 'NHWC', 1, rounding(padding)),
    shapes: [
      [2, ...side, channels[0]],
      [size, size, channels[0], 1],
    ],
  };
}

function poolCase(window: Window): LayerCase {
  const { side, size, stride, padding, channels } = window;
  return {
    title: `max pooling: ${named(window)}`,
    layer: (x) => tf.maxPool(x as tf.Tensor4D, size, stride, padding, rounding(padding)),
    shapes: [[2, ...side, channels[0]]],
  };
}

function normCase(activation: Activation, statistics: 'batch' | 'fixed', shape: Shape): LayerCase {
  const channels = shape[3] ?? 0;
  const fixed = () => ({
    mean: tf.tensor1d(values('mean', [channels])),
    variance: tf.tensor1d(values('variance', [channels]).map((value) => value * value + 0.5)),
  });
  return {
    title: `batch normalisation by ${statistics} statistics, ${activation}, [${shape.join(', ')}]`,
    layer: (x, scale, shift) => {
      const [featureMaps, gamma, beta] = [x, scale, shift] as [tf.Tensor4D, tf.Tensor, tf.Tensor];
      const inputs = { featureMaps, scale: gamma, shift: beta, epsilon: 1e-3 };
      return normalise(inputs, { activation, statistics: statistics === 'fixed' ? fixed : null });
    },
    shapes: [shape, [channels], [channels]],
  };
}

const common = { padding: 1, stride: 1, size: 3 } as const;
const cases: LayerCase[] = [
  ...[
    { side: [6, 5], size: 3, stride: 1, padding: 'same', channels: [3, 5] },
    { side: [7, 9], size: 3, stride: 2, padding: 1, channels: [3, 8] },
    { side: [9, 8], size: 3, stride: 2, padding: 'valid', channels: [8, 17] },
    { side: [8, 8], size: 5, stride: 2, padding: 'same', channels: [4, 6] },
    { side: [8, 6], size: 1, stride: 1, padding: 'valid', channels: [40, 24] },
    { side: [7, 8], size: 1, stride: 2, padding: 'valid', channels: [12, 40] },
    { side: [9, 9], size: 2, stride: 3, padding: 'valid', channels: [3, 2] },
    { side: [5, 5], size: 1, stride: 1, padding: 1, channels: [3, 2] },
    { side: [12, 12], size: 3, stride: 1, padding: 'valid', channels: [300, 33] },
  ].map((window) => convolutionCase(window as Window)),
  ...[
    { side: [6, 5], ...common, channels: [8, 8] },
    { side: [7, 9], ...common, channels: [13, 13] },
    { side: [24, 23], ...common, channels: [16, 16] },
    { side: [1, 1], ...common, channels: [8, 8] },
    { side: [8, 8], size: 3, stride: 2, padding: 'same', channels: [16, 16] },
    { side: [9, 7], size: 3, stride: 2, padding: 1, channels: [8, 8] },
    { side: [9, 11], size: 3, stride: 1, padding: 'valid', channels: [8, 8] },
    { side: [8, 8], size: 5, stride: 1, padding: 'same', channels: [16, 16] },
    { side: [4, 6], size: 5, stride: 1, padding: 'same', channels: [24, 24] },
    { side: [8, 10], size: 5, stride: 2, padding: 'same', channels: [8, 8] },
    { side: [8, 10], size: 5, stride: 2, padding: 'same', channels: [11, 11] },
    { side: [9, 9], size: 2, stride: 3, padding: 'valid', channels: [9, 9] },
  ].map((window) => depthwiseCase(window as Window)),
  ...[
    { side: [8, 8], size: 3, stride: 2, padding: 1, channels: [16, 16] },
    { side: [7, 9], size: 3, stride: 2, padding: 'same', channels: [11, 11] },
    { side: [4, 4], size: 4, stride: 4, padding: 'valid', channels: [8, 8] },
  ].map((window) => poolCase(window as Window)),
  ...(['none', 'relu', 'swish'] as const).flatMap((activation) =>
    (['batch', 'fixed'] as const).flatMap((statistics) => [
      normCase(activation, statistics, [3, 5, 3, 12]),
      normCase(activation, statistics, [2, 9, 15, 32]),
    ]),
  ),
  { title: 'ReLU', layer: (x) => differentiable(relu, x as tf.Tensor), shapes: [[3, 5, 7]] },
  {
    title: 'global average pooling',
    layer: (x) => differentiable(globalAveragePool, x as tf.Tensor),
    shapes: [[3, 4, 5, 20]],
  },
  {
    title: 'multiplication of channels',
    layer: (x, factors) => differentiable(scaleChannels, x as tf.Tensor, factors as tf.Tensor),
    shapes: [
      [3, 4, 5, 20],
      [3, 1, 1, 20],
    ],
  },
  {
    title: 'addition',
    layer: (a, b) => tf.add(a as tf.Tensor, b as tf.Tensor),
    shapes: [
      [3, 7, 5],
      [3, 7, 5],
    ],
  },
  {
    title: 'addition that broadcasts',
    layer: (a, b) => tf.add(a as tf.Tensor, b as tf.Tensor),
    shapes: [[3, 7, 5], [5]],
  },
  ...[false, true].flatMap((first) =>
    [false, true].map((second): LayerCase => ({
      title: `matrix product, transposed ${first} and ${second}`,
      layer: (a, b) => tf.matMul(a as tf.Tensor, b as tf.Tensor, first, second),
      shapes: [first ? [2, 300, 21] : [2, 21, 300], second ? [2, 35, 300] : [2, 300, 35]],
    })),
  ),
];

export function kernelSuite(title: string, options: KernelOptions): void {
  describe(title, () => {
    beforeAll(async () => {
      await openEngine('cpu');
      await openWasm(options);
    });

    for (const { title: name, layer, shapes } of cases) {
      it(`agrees with cpu: ${name}`, async () => {
        const inputs = shapes.map((shape, index) => values(`${name} ${index}`, shape));
        await tf.setBackend('cpu');
        const expected = outcome(layer, inputs, shapes);
        await tf.setBackend('wasm');
        const before = tf.memory().numTensors;
        const actual = outcome(layer, inputs, shapes);
        expect(tf.memory().numTensors).toBe(before);
        expect(actual.length).toBe(shapes.length + 1);
        actual.forEach((found, index) => expectClose(found, expected[index] ?? new Float32Array(), 1e-5));
      });
    }

    for (const { title: name, layer, shapes } of cases) {
      it(`agrees with finite differences: ${name}`, async () => {
        await tf.setBackend('wasm');
        const inputs = shapes.map((shape, index) => values(`${name} ${index}`, shape));
        const [, ...gradients] = outcome(layer, inputs, shapes);
        const scale = gradients.map((slope) => slope.reduce((most, value) => Math.max(most, Math.abs(value)), 1));
        const random = randomStream(3, 'places', name);
        for (const [index, data] of inputs.entries()) {
          // In a random direction, so that every element counts; central differences of third order.
          const direction = data.map(() => random.normal() / Math.sqrt(data.length));
          const slope = gradients[index]?.reduce((sum, value, at) => sum + value * (direction[at] ?? NaN), 0) ?? NaN;
          const along = (step: number) => {
            const moved = inputs.map((own, other) =>
              other === index ? own.map((value, at) => value + step * (direction[at] ?? NaN)) : own,
            );
            return loss(layer, moved, shapes);
          };
          const step = 4e-3;
          const found = (along(step) - along(-step)) / (2 * step);
          expect(Math.abs(found - slope) / (scale[index] ?? 1), `input ${index}`).toBeLessThan(2e-2);
        }
      });
    }

    it('moves weights by momentum in place as PyTorch does', async () => {
      await tf.setBackend('wasm');
      const [weight, velocity, gradient] = ['w', 'v', 'g'].map((name) => values(name, [37]));
      const tensors = { weight0: weight, velocity0: velocity, gradient0: gradient } as Record<string, Float32Array>;
      const given = Object.fromEntries(Object.entries(tensors).map(([name, data]) => [name, tf.tensor1d(data)]));
      runKernel('MomentumUpdates', { ...given, factors: tf.tensor1d([0.05, 0.9]) });
      const moved = Object.fromEntries(Object.entries(given).map(([name, tensor]) => [name, tensor.dataSync()]));
      for (let at = 0; at < 37; at++) {
        const v = 0.9 * (velocity?.[at] ?? NaN) + (gradient?.[at] ?? NaN);
        expect(moved['velocity0']?.[at]).toBeCloseTo(v, 5);
        expect(moved['weight0']?.[at]).toBeCloseTo((weight?.[at] ?? NaN) - 0.05 * v, 5);
      }
      tf.dispose(given);
    });

    it("updates weights and moments in place as PyTorch's Adam does, decayed either way", async () => {
      await tf.setBackend('wasm');
      const drawn = (name: string) => values(name, [37]);
      const before = { weight: drawn('weight'), first: drawn('first'), second: drawn('second').map(Math.abs) };
      const gradient = drawn('gradient');
      // beta1, 1 - beta1, beta2, 1 - beta2, epsilon, keep, coupled, rate, scale
      const factors = [0.9, 0.1, 0.99, 0.01, 1e-3, 0.98, 0.1, 0.05, 3];
      const given = {
        ...{ weight0: tf.tensor1d(before.weight), first0: tf.tensor1d(before.first) },
        ...{ second0: tf.tensor1d(before.second), gradient0: tf.tensor1d(gradient) },
      };
      runKernel('AdamUpdates', { ...given, factors: tf.tensor1d(factors) });
      const moved = Object.fromEntries(Object.entries(given).map(([name, tensor]) => [name, tensor.dataSync()]));
      for (let at = 0; at < 37; at++) {
        const weight = before.weight[at] ?? NaN;
        const slope = (gradient[at] ?? NaN) + 0.1 * weight;
        const first = 0.9 * (before.first[at] ?? NaN) + 0.1 * slope;
        const second = 0.99 * (before.second[at] ?? NaN) + 0.01 * slope ** 2;
        expect(moved['first0']?.[at]).toBeCloseTo(first, 5);
        expect(moved['second0']?.[at]).toBeCloseTo(second, 5);
        const next = 0.98 * weight - (0.05 * first) / (3 * Math.sqrt(second) + 1e-3);
        expect(moved['weight0']?.[at]).toBeCloseTo(next, 5);
      }
      tf.dispose(given);
    });

    it('takes the variance of channels whose mean is far from zero', async () => {
      await tf.setBackend('wasm');
      const rows = 4000;
      const activations = values('far', [rows, 4]).map((value) => 1000 + value);
      const given = {
        x: tf.tensor4d(activations, [1, rows, 1, 4]),
        scale: tf.ones([4]),
        shift: tf.zeros([4]),
      };
      const attributes = { epsilon: 1e-5, activation: 'none', statistics: 'batch' };
      const [normalised, means, variances, ...saved] = runKernel('BatchNormTraining', given, attributes);
      const own = [...activations].filter((_, index) => index % 4 === 0);
      const mean = own.reduce((sum, value) => sum + value, 0) / rows;
      const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
      expect(means?.dataSync()[0]).toBeCloseTo(mean, 3);
      expect(Math.abs((variances?.dataSync()[0] ?? NaN) / variance - 1)).toBeLessThan(1e-4);
      tf.dispose([
        ...Object.values(given),
        ...[normalised, means, variances, ...saved].filter((tensor) => tensor !== undefined),
      ]);
    });
  });
}
