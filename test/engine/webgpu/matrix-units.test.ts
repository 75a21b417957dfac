/** Precision mixed on a GPU without matrix units computes in float32, and says why. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { openEngine, precisionNotice } from '../../../src/engine/open-engine';
import { findMatrixUnits, matrixUnitFeatures } from '../../../src/engine/webgpu/matrix-units';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';

const whole = { M: 16, N: 16, K: 16, componentType: 'f16', resultComponentType: 'f32' };
const adapter = (configs: readonly object[], sizes = { subgroupMinSize: 32, subgroupMaxSize: 32 }) => ({
  features: new Set<string>(matrixUnitFeatures),
  info: { ...sizes, subgroupMatrixConfigs: [...configs] },
});

describe('matrix units', () => {
  it('are the largest with 16-bit factors and 32-bit sums', () => {
    const smaller = { ...whole, N: 8, K: 8 };
    const short = { ...whole, resultComponentType: 'f16' };
    const long = { ...whole, componentType: 'f32', K: 8 };
    expect(findMatrixUnits(adapter([long, short, smaller, whole]))).toEqual({
      ...{ rows: 16, columns: 16, depth: 16, subgroupSize: 32 },
    });
    expect(findMatrixUnits(adapter([long, smaller]))).toEqual({ rows: 16, columns: 8, depth: 8, subgroupSize: 32 });
  });

  it('that do not fit are told of', () => {
    const without = { ...adapter([whole]), features: new Set(['subgroups']) };
    expect(findMatrixUnits(without)).toBe(
      'has no matrix units on this GPU (its driver gives Dawn no chromium-experimental-subgroup-matrix, no shader-f16)',
    );
    expect(findMatrixUnits(adapter([]))).toMatch(/16-bit factors and 32-bit sums$/);
    expect(findMatrixUnits(adapter([whole], { subgroupMinSize: 8, subgroupMaxSize: 32 }))).toMatch(
      /subgroups have 8 to 32 invocations/,
    );
  });
});

const device = await findAdapter();

describe.skipIf(!device.isFound || !device.detail.includes('software'))(titled('mixed precision', device), () => {
  afterEach(() => tf.removeBackend('webgpu'));

  it('gives float32 where there are no matrix units, and says so', async () => {
    await openEngine('webgpu', { precision: 'mixed' });
    expect(await precisionNotice('webgpu', { precision: 'mixed' })).toMatch(
      /^Precision "mixed" gives float32 here: engine "webgpu" has no matrix units on this GPU \(.*subgroup-matrix.*\)\.$/,
    );
    const product = tf.matMul(tf.fill([2, 64], 1.0001), tf.ones([64, 2]));
    // 16 bits would give 64.
    expect((await product.data())[0]).toBeCloseTo(64.0064, 3);
  });

  it('is not spoken of where it was not asked for', async () => {
    await openEngine('webgpu');
    expect(await precisionNotice('webgpu', {})).toBeNull();
  });
});
