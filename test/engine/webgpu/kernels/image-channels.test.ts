/** Core's other fused layers and the sum over pixels on engine `webgpu` against engine `cpu` and finite differences. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { globalAveragePool, scaleChannels } from '../../../../src/core/networks/operations/channels';
import { differentiable } from '../../../fixtures/differentiable';
import { findAdapter, titled } from '../../../fixtures/webgpu-adapter';
import { expectAsOnCpu, expectSlopes, openBoth, type LayerCase } from './layer-check';

const pooled: LayerCase['layer'] = (x) => differentiable(globalAveragePool, x as tf.Tensor);
const scaled: LayerCase['layer'] = (x, factors) => differentiable(scaleChannels, x as tf.Tensor, factors as tf.Tensor);

const cases: LayerCase[] = [
  { title: 'global average pooling', layer: pooled, shapes: [[5, 3, 7, 24]] },
  { title: 'global average pooling of one image', layer: pooled, shapes: [[1, 9, 9, 728]] },
  {
    title: 'multiplication of channels',
    layer: scaled,
    shapes: [
      [5, 7, 3, 24],
      [5, 1, 1, 24],
    ],
  },
  {
    title: 'multiplication of many channels',
    layer: scaled,
    shapes: [
      [1, 2, 2, 728],
      [1, 1, 1, 728],
    ],
  },
  {
    title: 'a bias',
    layer: (x, bias) => tf.add(x as tf.Tensor, bias as tf.Tensor),
    shapes: [[5, 1, 1, 6], [6]],
  },
];

const sums: LayerCase[] = [
  { title: 'sum over pixels, in parts', layer: (x) => tf.sum(x as tf.Tensor, [0, 1, 2]), shapes: [[5, 9, 7, 40]] },
  {
    title: 'sum over pixels that keeps the axes',
    layer: (x) => tf.sum(x as tf.Tensor, [0, 1], true),
    shapes: [[3, 5, 33]],
  },
  { title: 'sum over other axes', layer: (x) => tf.sum(x as tf.Tensor, [1, 2]), shapes: [[3, 5, 4]] },
];

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('other layers of webgpu', adapter), () => {
  beforeAll(openBoth);

  it.each([...cases, ...sums])('as cpu, twice the same: $title', (layerCase) => expectAsOnCpu(layerCase));
  it.each(cases)('as finite differences: $title', (layerCase) => expectSlopes(layerCase));
});
