/** Max pooling and its gradient on engine `webgpu`: by fours and not, odd sides. Equal values: ../kernels.test.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { maxPool } from '../../../../src/core/networks/operations/max-pool';
import { differentiable } from '../../../fixtures/differentiable';
import { findAdapter, titled } from '../../../fixtures/webgpu-adapter';
import { expectAsOnCpu, expectSlopes, openBoth, type LayerCase } from './layer-check';

const pooled = (shape: readonly number[], options: Parameters<typeof maxPool>[1]): LayerCase => ({
  title: `[${shape.join(', ')}], ${options.size}x${options.size}, stride ${options.stride}, padding ${options.padding}`,
  layer: (x) => differentiable((maps) => maxPool(maps as tf.Tensor4D, options), x as tf.Tensor),
  shapes: [[...shape]],
});

const cases = [
  pooled([5, 7, 5, 3], { size: 3, stride: 2, padding: 1 }),
  pooled([1, 8, 6, 24], { size: 3, stride: 2, padding: 1 }),
  pooled([1, 5, 4, 728], { size: 3, stride: 2, padding: 1 }),
  pooled([2, 9, 7, 8], { size: 2, stride: 1, padding: 'same' }),
];

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('max pooling of webgpu', adapter), () => {
  beforeAll(openBoth);

  it.each(cases)('as cpu, twice the same: $title', (layerCase) => expectAsOnCpu(layerCase));
  it.each(cases.slice(0, 2))('as finite differences: $title', (layerCase) => expectSlopes(layerCase));

  it('keeps what is not a number, wherever it lies in the window', async () => {
    await tf.setBackend('webgpu');
    for (const place of [0, 1, 2, 3]) {
      const values = Float32Array.from({ length: 4 }, (_, at) => (at === place ? NaN : at));
      const input = tf.tensor4d(values, [1, 2, 2, 1]);
      const output = tf.maxPool(input, 2, 2, 'valid');
      expect((await output.data())[0]).toBeNaN();
      tf.dispose([input, output]);
    }
  });
});
