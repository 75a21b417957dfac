import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { operationsOf, watchKernels } from '../../../scripts/bench/kernel-profile';
import { openCpu } from '../../../src/engine/cpu/open-cpu';

beforeAll(openCpu);

it('counts calls by shapes, and nothing after its end', () => {
  const { end } = watchKernels();
  tf.tidy(() => {
    tf.add(tf.ones([2, 3]), tf.ones([2, 3]));
    tf.add(tf.ones([2, 3]), tf.ones([2, 3]));
    tf.add(tf.ones([4]), tf.ones([4]));
  });
  const adds = end().filter(({ name }) => name === 'Add');
  expect(Object.fromEntries(adds.map(({ shapes, calls }) => [shapes, calls]))).toEqual({
    '[2, 3] [2, 3] -> [2, 3]': 2,
    '[4] [4] -> [4]': 1,
  });
  const before = adds.map(({ calls }) => calls);
  tf.tidy(() => tf.add(tf.ones([4]), tf.ones([4])));
  expect(adds.map(({ calls }) => calls)).toEqual(before);
});

it.each([
  [
    'Conv2D',
    [
      [1, 8, 8, 3],
      [3, 3, 3, 16],
    ],
    [1, 4, 4, 16],
    2 * (4 * 4 * 16) * (3 * 3 * 3),
  ],
  [
    'Conv2DBackpropInput',
    [
      [1, 4, 4, 16],
      [3, 3, 3, 16],
    ],
    [1, 8, 8, 3],
    2 * (4 * 4 * 16) * (3 * 3 * 3),
  ],
  [
    'Conv2DBackpropFilter',
    [
      [1, 8, 8, 3],
      [1, 4, 4, 16],
    ],
    [3, 3, 3, 16],
    2 * (4 * 4 * 16) * (3 * 3 * 3),
  ],
  [
    'DepthwiseConv2dNative',
    [
      [1, 8, 8, 5],
      [3, 3, 5, 1],
    ],
    [1, 8, 8, 5],
    2 * (8 * 8 * 5) * (3 * 3),
  ],
  [
    'DepthwiseConv2dNativeBackpropInput',
    [
      [1, 8, 8, 5],
      [3, 3, 5, 1],
    ],
    [1, 8, 8, 5],
    2 * (8 * 8 * 5) * (3 * 3),
  ],
  [
    'DepthwiseConv2dNativeBackpropFilter',
    [
      [1, 8, 8, 5],
      [1, 8, 8, 5],
    ],
    [3, 3, 5, 1],
    2 * (8 * 8 * 5) * (3 * 3),
  ],
  [
    'BatchMatMul',
    [
      [1, 6, 7],
      [1, 7, 5],
    ],
    [1, 6, 5],
    2 * 6 * 7 * 5,
  ],
  ['Add', [[6], [6]], [6], 0],
])('counts the operations of %s', (name, inputs, output, operations) => {
  expect(operationsOf({ name, inputs, output })).toBeCloseTo(operations, 6);
});
