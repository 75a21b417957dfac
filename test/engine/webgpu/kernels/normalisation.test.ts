/** Core's fused normalisation on engine `webgpu` against the same layers composed on engine `cpu`, and by arithmetic. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { runKernel, type Activation } from '../../../../src/core/networks/fused-kernels';
import { rowParts } from '../../../../src/engine/webgpu/kernels/row-parts';
import { differentiable, normalise } from '../../../fixtures/differentiable';
import { normaliseByStatisticsFused } from '../../../../src/core/networks/operations/batch-norm';
import { findAdapter, titled } from '../../../fixtures/webgpu-adapter';
import { distance, expectAsOnCpu, expectSlopes, normal, openBoth, type LayerCase } from './layer-check';

const activations: Activation[] = ['none', 'relu', 'swish'];

function normalisation(activation: Activation, by: 'batch' | 'fixed', shape: readonly number[]): LayerCase {
  const channels = shape[3] ?? 0;
  const given = () => ({
    mean: tf.tensor1d(normal('mean', [channels])),
    variance: tf.tensor1d(normal('variance', [channels]).map((value) => value * value + 0.5)),
  });
  return {
    title: `by ${by} statistics, ${activation}, [${shape.join(', ')}]`,
    layer: (x, scale = x, shift = x) => {
      const inputs = {
        featureMaps: tf.reshape<tf.Rank.R4>(x, [...shape] as [number, number, number, number]),
        scale,
        shift,
      };
      const options = { activation, statistics: by === 'fixed' ? given : null };
      return normalise({ ...inputs, epsilon: 1e-3 }, options);
    },
    shapes: [[...shape], [channels], [channels]],
  };
}

const cases = activations.flatMap((activation) => [
  normalisation(activation, 'batch', [5, 3, 5, 24]),
  normalisation(activation, 'fixed', [1, 5, 3, 12]),
]);
const large = [
  normalisation('relu', 'batch', [1, 3, 3, 728]),
  // Rows in several parts, the last one shorter.
  normalisation('swish', 'batch', [5, 19, 17, 12]),
  normalisation('relu', 'batch', [2, 31, 29, 64]),
];

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('normalisation of webgpu', adapter), () => {
  beforeAll(openBoth);

  it.each([...cases, ...large])('as cpu, twice the same: $title', (layerCase) => expectAsOnCpu(layerCase));
  it.each(cases)('as finite differences: $title', (layerCase) => expectSlopes(layerCase));

  it('takes mean and biased variance of channels whose mean is far from zero', async () => {
    await tf.setBackend('webgpu');
    const rows = 4000;
    const featureMaps = normal('far', [rows, 4]).map((value) => 1000 + value);
    const given = { x: tf.tensor4d(featureMaps, [1, rows, 1, 4]), scale: tf.ones([4]), shift: tf.zeros([4]) };
    const attributes = { epsilon: 1e-5, activation: 'none', statistics: 'batch' };
    const outputs = runKernel('BatchNormTraining', given, attributes);
    const [, means, variances] = await Promise.all(outputs.map((tensor) => tensor.data()));
    const own = [...featureMaps].filter((_, index) => index % 4 === 0);
    const mean = own.reduce((sum, value) => sum + value, 0) / rows;
    const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
    expect(means?.[0]).toBeCloseTo(mean, 3);
    expect(Math.abs(Number(variances?.[0]) / variance - 1)).toBeLessThan(1e-4);
    tf.dispose([...Object.values(given), ...outputs]);
  });

  it('keeps what is not a number', async () => {
    const given = { x: tf.tensor4d([NaN, 1, 2, 3], [1, 1, 1, 4]), scale: tf.ones([4]), shift: tf.zeros([4]) };
    const statistics = { mean: tf.zeros([4]), variance: tf.ones([4]) };
    const attributes = { epsilon: 1e-5, activation: 'relu', statistics: 'fixed' };
    const [output] = runKernel('BatchNormInference', { ...given, ...statistics }, attributes);
    expect((await output?.data())?.[0]).toBeNaN();
    tf.dispose([output ?? [], ...Object.values({ ...given, ...statistics })]);
  });

  it('infers as it trains by given statistics', async () => {
    await tf.setBackend('webgpu');
    const tensors = tf.tidy(() => {
      const inputs = {
        featureMaps: tf.tensor4d(normal('maps', [2, 3, 3, 8]), [2, 3, 3, 8]),
        ...{ scale: tf.ones([8]), shift: tf.ones([8]), epsilon: 1e-3 },
      };
      const statistics = { mean: tf.ones([8]), variance: tf.fill([8], 2) };
      return [true, false].map((isLearnt) =>
        differentiable(() => normaliseByStatisticsFused(inputs, { activation: 'swish', statistics, isLearnt })),
      );
    });
    const [trained, inferred] = await Promise.all(tensors.map((tensor) => tensor.data()));
    expect(distance(trained ?? [], inferred ?? [])).toBe(0);
    tf.dispose(tensors);
  });
});

describe('the parts of rows', () => {
  it.each([
    [16, 8, 8, 728],
    [64, 61, 61, 128],
    [1, 1, 1, 4],
    [5, 19, 17, 24],
  ])('cover all rows of [%i, %i, %i, %i] once', (...shape) => {
    const { rows, parts, rowsOfPart, rowsOfGroup, lanes, groups, blocks } = rowParts(shape);
    expect(parts * rowsOfPart).toBeGreaterThanOrEqual(rows);
    expect((parts - 1) * rowsOfPart).toBeLessThan(rows);
    expect(groups * lanes.across).toBeGreaterThanOrEqual(blocks);
    expect(rowsOfGroup % lanes.down).toBe(0);
  });
});
