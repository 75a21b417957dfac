/** Depthwise convolution and its gradients on engine `webgpu`: the networks' windows, odd sides, rows in several parts. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { findAdapter, titled } from '../../../fixtures/webgpu-adapter';
import { expectAsOnCpu, expectSlopes, openBoth, type LayerCase } from './layer-check';

interface Window {
  readonly maps: readonly [number, number, number, number];
  readonly size: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid' | number;
}

function depthwise({ maps, size, stride, padding }: Window): LayerCase {
  const rounding = typeof padding === 'number' ? 'floor' : undefined;
  return {
    title: `[${maps.join(', ')}], ${size}x${size}, stride ${stride}, padding ${padding}`,
    layer: (x, weights) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, weights as tf.Tensor4D, stride, padding, 'NHWC', 1, rounding),
    shapes: [[...maps], [size, size, maps[3], 1]],
  };
}

const cases = [
  { maps: [5, 5, 7, 24], size: 3, stride: 1, padding: 1 },
  { maps: [1, 8, 6, 3], size: 3, stride: 1, padding: 'same' },
  { maps: [1, 9, 7, 8], size: 3, stride: 2, padding: 'same' },
  { maps: [2, 8, 8, 12], size: 5, stride: 2, padding: 'same' },
  { maps: [2, 7, 9, 36], size: 5, stride: 1, padding: 'same' },
  { maps: [1, 1, 1, 4], size: 5, stride: 1, padding: 'same' },
  { maps: [5, 4, 4, 728], size: 3, stride: 1, padding: 1 },
] as const;

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('depthwise convolutions of webgpu', adapter), () => {
  beforeAll(openBoth);

  it.each(cases.map(depthwise))('as cpu, twice the same: $title', (layerCase) => expectAsOnCpu(layerCase));
  it.each(cases.slice(0, 5).map(depthwise))('as finite differences: $title', (layerCase) => expectSlopes(layerCase));
});
