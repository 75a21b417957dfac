/** Core's fused operations on values on engine `webgpu` against engine `cpu` and finite differences. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { sigmoid } from '../../../../src/core/networks/operations/elementwise';
import { relu } from '../../../../src/core/networks/operations/relu';
import { swish } from '../../../../src/core/networks/operations/swish';
import type { Operation } from '../../../../src/core/networks/operations/operation';
import { differentiable } from '../../../fixtures/differentiable';
import { findAdapter, titled } from '../../../fixtures/webgpu-adapter';
import { expectAsOnCpu, expectSlopes, openBoth, type LayerCase } from './layer-check';

const operations: Record<string, (input: tf.Tensor) => Operation> = { relu, sigmoid, swish };

/** Values one by one, and by fours. */
const shapes = [
  [5, 3, 7, 3],
  [1, 3, 5, 24],
];

const cases = Object.entries(operations).flatMap(([name, operation]) =>
  shapes.map((shape): LayerCase => ({
    ...{ title: `${name} of [${shape.join(', ')}]`, shapes: [shape] },
    layer: (x) => differentiable(operation, x as tf.Tensor),
  })),
);

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('operations on values of webgpu', adapter), () => {
  beforeAll(openBoth);

  it.each(cases)('as cpu, twice the same: $title', (layerCase) => expectAsOnCpu(layerCase));
  it.each(cases)('as finite differences: $title', (layerCase) => expectSlopes(layerCase));

  it('keep swish finite far from 0', async () => {
    await tf.setBackend('webgpu');
    const input = tf.tensor1d([-200, -90, 90, 200]);
    const output = tf.tidy(() => differentiable(swish, input));
    const [far, near, plus, most] = await output.data();
    expect([far, near].every((value) => value !== undefined && Math.abs(value) < 1e-30)).toBe(true);
    expect([plus, most]).toEqual([90, 200]);
    tf.dispose([input, output]);
  });
});
