/** Every kernel of engine `webgpu` that training uses, forward and gradient, against tfjs's cpu backend. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCpu } from '../../../src/engine/cpu/open-cpu';
import { openWebgpu } from '../../../src/engine/webgpu/open-webgpu';
import { randomStream } from '../../../src/core/random';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';
// Registers the gradients of all operations.
import '@tensorflow/tfjs-layers';

type Shape4 = [number, number, number, number];
type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]];
type Padding = 'same' | 'valid' | number | ExplicitPadding;

const uneven: ExplicitPadding = [
  [0, 0],
  [0, 1],
  [2, 0],
  [0, 0],
];

interface Windows {
  readonly height: number;
  readonly width: number;
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
}

const windows: Windows[] = [
  { height: 6, width: 5, size: 3, stride: 1, padding: 'same' },
  { height: 6, width: 5, size: 3, stride: 1, padding: 'valid' },
  { height: 8, width: 8, size: 3, stride: 1, padding: 1 },
  { height: 8, width: 8, size: 3, stride: 2, padding: 1 },
  { height: 7, width: 9, size: 3, stride: 2, padding: 1 },
  { height: 8, width: 7, size: 3, stride: 2, padding: 'same' },
  { height: 9, width: 8, size: 3, stride: 2, padding: 'valid' },
  { height: 14, width: 12, size: 3, stride: 2, padding: uneven },
  { height: 8, width: 8, size: 5, stride: 1, padding: 'same' },
  { height: 12, width: 11, size: 5, stride: 2, padding: 'same' },
  { height: 8, width: 6, size: 1, stride: 1, padding: 'valid' },
  { height: 7, width: 8, size: 1, stride: 2, padding: 'valid' },
  { height: 9, width: 9, size: 2, stride: 3, padding: 'valid' },
  { height: 5, width: 5, size: 1, stride: 1, padding: 1 },
  { height: 4, width: 4, size: 4, stride: 1, padding: 'valid' },
];

/** Without the one whose windows in the corners hold padding alone. */
const poolings = windows.filter(({ size, padding }) => size !== padding);

/** The backend has other kernels where channels are a multiple of 4, and others again where they are 3. */
const channelCounts = [
  { inputs: 3, outputs: 5 },
  { inputs: 4, outputs: 8 },
];

const title = ({ height, width, size, stride, padding }: Windows) =>
  `${height}x${width}, ${size}x${size}, stride ${stride}, padding ${JSON.stringify(padding)}`;
const rounding = (padding: Padding) => (typeof padding === 'string' ? undefined : 'floor');

function normal(name: string, shape: readonly number[]): Float32Array {
  const random = randomStream(7, 'webgpu', name);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
}
const maps = (name: string, shape: Shape4) => tf.tensor4d(normal(name, shape), shape);

/** The value of `run` and the gradients of its sum, weighed at random, with respect to the inputs. */
async function valueAndGradients(run: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: () => tf.Tensor[]) {
  const tensors = tf.tidy(() => {
    const given = inputs();
    const value = run(...given);
    const weigh = tf.tensor(normal('weigh', value.shape), value.shape);
    return [value, ...tf.grads((...own: tf.Tensor[]) => tf.sum(tf.mul(run(...own), weigh)))(given)];
  });
  const numbers = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));
  tf.dispose(tensors);
  return numbers;
}

/** The same on both backends. */
async function expectAsOnCpu(run: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: () => tf.Tensor[]): Promise<void> {
  await tf.setBackend('cpu');
  const expected = await valueAndGradients(run, inputs);
  await tf.setBackend('webgpu');
  const before = tf.memory().numTensors;
  const found = await valueAndGradients(run, inputs);
  expect(tf.memory().numTensors).toBe(before);
  expected.forEach((values, place) => {
    expect(values.some((value) => value !== 0)).toBe(true);
    expectClose(found[place] ?? [], values);
  });
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  const worst = expected.reduce((most, value, at) => Math.max(most, Math.abs((found[at] ?? NaN) - value)), 0);
  expect(worst / scale).toBeLessThan(2e-5);
}

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('kernels of webgpu', adapter), () => {
  beforeAll(async () => {
    await openCpu();
    await openWebgpu();
    // Small tensors would be computed on the processor otherwise, and nothing of the device would be tested.
    tf.env().set('WEBGPU_CPU_FORWARD', false);
  });

  describe.each(channelCounts)('with $inputs channels', ({ inputs, outputs }) => {
    it.each(windows.map((option) => ({ option, name: title(option) })))('convolution: $name', async ({ option }) => {
      const { height, width, size, stride, padding } = option;
      await expectAsOnCpu(
        (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding, 'NHWC', 1, rounding(padding)),
        () => [maps('input', [2, height, width, inputs]), maps('filter', [size, size, inputs, outputs])],
      );
    });

    it.each(windows.map((option) => ({ option, name: title(option) })))('depthwise: $name', async ({ option }) => {
      const { height, width, size, stride, padding } = option;
      await expectAsOnCpu(
        (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding, 'NHWC', 1, rounding(padding)),
        () => [maps('input', [2, height, width, inputs]), maps('filter', [size, size, inputs, 1])],
      );
    });

    it.each(poolings.map((option) => ({ option, name: title(option) })))('max pooling: $name', async ({ option }) => {
      const { height, width, size, stride, padding } = option;
      await expectAsOnCpu(
        (x) => tf.maxPool(x as tf.Tensor4D, size, stride, padding, rounding(padding)),
        () => [maps('input', [2, height, width, inputs])],
      );
    });

    it('max pooling of windows without positive values, padded', async () => {
      await expectAsOnCpu(
        (x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 1, 'floor'),
        () => [tf.sub(-1, tf.abs(maps('input', [2, 8, 7, inputs])))],
      );
    });

    it('max pooling of equal values, padded: the gradient goes to the first', async () => {
      const few = () => Float32Array.from(normal('few', [2, 8, 7, inputs]), (value) => Math.min(1, Math.round(value)));
      await expectAsOnCpu(
        (x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 1, 'floor'),
        () => [tf.tensor4d(few(), [2, 8, 7, inputs])],
      );
    });

    it('batch normalisation with scale and offset', async () => {
      await expectAsOnCpu(
        (x, scale, offset) => {
          const { mean, variance } = tf.moments(x, [0, 1, 2]);
          return tf.batchNorm(
            x,
            mean as tf.Tensor1D,
            variance as tf.Tensor1D,
            offset as tf.Tensor1D,
            scale as tf.Tensor1D,
          );
        },
        () => [
          maps('input', [3, 5, 4, inputs]),
          tf.tensor1d(normal('scale', [inputs])),
          tf.tensor1d(normal('offset', [inputs])),
        ],
      );
    });

    it('sums over all axes but the last, at a length that no group of threads divides', async () => {
      await expectAsOnCpu(
        (x) => tf.sum(x, [0, 1, 2]),
        () => [maps('input', [3, 17, 19, inputs])],
      );
    });
  });

  it('gives the gradient of equal values to the first of them', async () => {
    const slope = tf.grad((x: tf.Tensor) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))(
      tf.zeros([1, 2, 2, 1]),
    );
    expect([...(await slope.data())]).toEqual([1, 0, 0, 0]);
    slope.dispose();
  });

  it.each([
    [1, 3, 2],
    [4, 64, 2],
    [33, 40, 36],
  ])('a dense layer of %d samples, %d inputs, %d units', async (batch, inputs, units) => {
    await expectAsOnCpu(
      (x, weight, bias) => tf.add(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D), bias),
      () => [
        tf.tensor2d(normal('input', [batch, inputs]), [batch, inputs]),
        tf.tensor2d(normal('weight', [inputs, units]), [inputs, units]),
        tf.tensor1d(normal('bias', [units])),
      ],
    );
  });

  it.each([2, 7, 8, 60])('a sum of %d tensors', async (count) => {
    await expectAsOnCpu(
      (...addends) => tf.addN(addends),
      () => Array.from({ length: count }, (_, index) => tf.tensor1d(normal(`addend ${index}`, [5]))),
    );
  });

  it('60 scalars in one tensor', async () => {
    await expectAsOnCpu(
      (...scalars) => tf.stack(scalars),
      () => Array.from(normal('scalars', [60]), (value) => tf.scalar(value)),
    );
  });

  it.each([
    ['relu', tf.relu],
    ['sigmoid', tf.sigmoid],
    ['square', tf.square],
    ['log-softmax', (x: tf.Tensor) => tf.logSoftmax(x)],
    ['mean of pixels', (x: tf.Tensor) => tf.mean(x, [1, 2])],
    ['scaled channels', (x: tf.Tensor) => tf.mul(x, tf.mean(x, [1, 2], true))],
  ] as const)('%s', async (_, operation) => {
    await expectAsOnCpu(
      (x) => operation(x),
      () => [maps('input', [2, 6, 5, 7])],
    );
  });
});
