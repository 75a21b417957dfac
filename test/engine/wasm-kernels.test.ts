/** The wasm engine's own kernels against tfjs's cpu backend and against finite differences. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engine/open-engine';
import { randomStream } from '../../src/core/random';
// Registers the gradients of all operations.
import '@tensorflow/tfjs-layers';

type Padding = 'same' | 'valid' | number;

interface ConvolutionCase {
  readonly height: number;
  readonly width: number;
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
}

const cases: ConvolutionCase[] = [
  { height: 6, width: 5, size: 3, stride: 1, padding: 'same' },
  { height: 6, width: 5, size: 3, stride: 1, padding: 'valid' },
  { height: 8, width: 8, size: 3, stride: 2, padding: 1 },
  { height: 7, width: 9, size: 3, stride: 2, padding: 1 },
  { height: 8, width: 7, size: 3, stride: 2, padding: 'same' },
  { height: 9, width: 8, size: 3, stride: 2, padding: 'valid' },
  { height: 8, width: 8, size: 5, stride: 2, padding: 'same' },
  { height: 8, width: 6, size: 1, stride: 1, padding: 'valid' },
  { height: 7, width: 8, size: 1, stride: 2, padding: 'valid' },
  { height: 9, width: 9, size: 2, stride: 3, padding: 'valid' },
  { height: 5, width: 5, size: 1, stride: 1, padding: 1 },
];

function values(name: string, shape: number[]): { shape: number[]; data: Float32Array } {
  const random = randomStream(7, 'test', name);
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
  return { shape, data };
}

function tensor4d(name: string, shape: [number, number, number, number]): tf.Tensor4D {
  return tf.tensor4d(values(name, shape).data, shape);
}

/** Gradients of sum(convolution * random weights) with respect to input and filter. */
function gradients(option: ConvolutionCase, isDepthwise: boolean): { input: number[]; filter: number[] } {
  const { height, width, size, stride, padding } = option;
  const rounding = typeof padding === 'number' ? 'floor' : undefined;
  return tf.tidy(() => {
    const input = tensor4d('input', [2, height, width, 3]);
    const filter = tensor4d('filter', [size, size, 3, isDepthwise ? 1 : 5]);
    const run = (x: tf.Tensor4D, w: tf.Tensor4D) =>
      isDepthwise
        ? tf.depthwiseConv2d(x, w, stride, padding, 'NHWC', 1, rounding)
        : tf.conv2d(x, w, stride, padding, 'NHWC', 1, rounding);
    const weigh = tensor4d('weigh', run(input, filter).shape);
    const [byInput, byFilter] = tf.grads((x, w) => tf.sum(tf.mul(run(x as tf.Tensor4D, w as tf.Tensor4D), weigh)))([
      input,
      filter,
    ]);
    return { input: [...(byInput?.dataSync() ?? [])], filter: [...(byFilter?.dataSync() ?? [])] };
  });
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-4): void {
  expect(actual.length).toBe(expected.length);
  const worst = actual.reduce((most, value, index) => Math.max(most, Math.abs(value - (expected[index] ?? NaN))), 0);
  expect(worst).toBeLessThan(tolerance);
}

const title = ({ height, width, size, stride, padding }: ConvolutionCase) =>
  `${height}x${width}, ${size}x${size}, stride ${stride}, padding ${padding}`;

describe('wasm kernels', () => {
  beforeAll(async () => {
    await openEngine('cpu');
    await openEngine('wasm');
  });

  for (const isDepthwise of [false, true]) {
    for (const option of cases) {
      it(`agrees with cpu on ${isDepthwise ? 'depthwise ' : ''}convolution gradients: ${title(option)}`, async () => {
        await tf.setBackend('cpu');
        const expected = gradients(option, isDepthwise);
        await tf.setBackend('wasm');
        const actual = gradients(option, isDepthwise);
        expectClose(actual.input, expected.input);
        expectClose(actual.filter, expected.filter);
      });
    }
  }

  it('agrees with finite differences on a strided convolution', async () => {
    await tf.setBackend('wasm');
    const option: ConvolutionCase = { height: 6, width: 6, size: 3, stride: 2, padding: 1 };
    const { filter } = gradients(option, false);
    const input = values('input', [2, 6, 6, 3]);
    const kernel = values('filter', [3, 3, 3, 5]);
    const weigh = values('weigh', [2, 3, 3, 5]);
    const loss = (data: Float32Array) =>
      tf.tidy(() => {
        const x = tf.tensor4d(input.data, [2, 6, 6, 3]);
        const out = tf.conv2d(x, tf.tensor4d(data, [3, 3, 3, 5]), 2, 1, 'NHWC', 1, 'floor');
        return [...out.dataSync()].reduce((sum, value, index) => sum + value * (weigh.data[index] ?? NaN), 0);
      });
    for (const index of [0, 17, 64, 134]) {
      const [up, down] = [0.5, -0.5].map((step) => {
        const moved = Float32Array.from(kernel.data);
        moved[index] = (moved[index] ?? NaN) + step;
        return loss(moved);
      });
      // The loss is linear in the filter: a wide step has no truncation error.
      expect(filter[index]).toBeCloseTo((up ?? NaN) - (down ?? NaN), 3);
    }
  });

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
