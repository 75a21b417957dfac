/** Convolution and its gradients on engine `webgpu` at sizes that no tile divides, and where the depth is split. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesOf, hasRoom, splitDepth, tileOf } from '../../../../src/engine/webgpu/kernels/product';
import { usualLargeTiles } from '../../../../src/engine/webgpu/measure-tiles';
import { matrix } from '../../../../src/engine/webgpu/shaders/convolution-operands';
import { largeTile, smallTile, tiledProduct } from '../../../../src/engine/webgpu/shaders/tiled-product';
import { WatchedBackend } from '../../../../src/engine/webgpu/watched-backend';
import { findAdapter, titled } from '../../../fixtures/webgpu-adapter';
import { distance, expectAsOnCpu, expectSlopes, normal, openBoth, type LayerCase } from './layer-check';

interface Window {
  readonly maps: [number, number, number, number];
  readonly outputs: number;
  readonly size: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid' | number;
}

function convolution({ maps, outputs, size, stride, padding }: Window): LayerCase {
  const rounding = typeof padding === 'number' ? 'floor' : undefined;
  return {
    title: `[${maps.join(', ')}] to ${outputs}, ${size}x${size}, stride ${stride}, padding ${padding}`,
    layer: (x, weights) => tf.conv2d(x as tf.Tensor4D, weights as tf.Tensor4D, stride, padding, 'NHWC', 1, rounding),
    shapes: [[...maps], [size, size, maps[3], outputs]],
  };
}

const small = [
  { maps: [5, 3, 5, 24], outputs: 3, size: 1, stride: 1, padding: 'same' },
  { maps: [1, 7, 5, 3], outputs: 24, size: 3, stride: 2, padding: 1 },
  { maps: [1, 5, 7, 8], outputs: 12, size: 1, stride: 2, padding: 'valid' },
] as const;

const large = [
  // 728 is no multiple of a tile's 64 columns, and 45 pixels none of its rows.
  { maps: [5, 3, 3, 728], outputs: 24, size: 1, stride: 1, padding: 'same' },
  { maps: [1, 2, 3, 24], outputs: 728, size: 1, stride: 1, padding: 'valid' },
  // Two splits of the filter gradient's depth, the second one shorter.
  { maps: [5, 15, 15, 4], outputs: 8, size: 1, stride: 1, padding: 'valid' },
  { maps: [2, 19, 17, 3], outputs: 32, size: 3, stride: 1, padding: 'valid' },
  // 1,152 values in one window: the forward product is split.
  { maps: [1, 5, 5, 128], outputs: 66, size: 3, stride: 2, padding: 'same' },
] as const;

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('convolutions of webgpu', adapter), () => {
  beforeAll(openBoth);

  const cases = [...small, ...large].map((window) => convolution({ ...window, maps: [...window.maps] }));
  it.each(cases)('as cpu, twice the same: $title', (layerCase) => expectAsOnCpu(layerCase));
  it('gives the same bytes by every tile', async () => {
    await tf.setBackend('webgpu');
    const backend = tf.backend();
    if (!(backend instanceof WatchedBackend)) throw new Error('This is not the webgpu backend.');
    const [rows, columns, depth] = [150, 140, 40];
    const [left, right] = [tf.tensor2d(normal('a', [rows, depth]), [rows, depth]), tf.ones([depth, columns])];
    const tiles = [{ rows: 32, columns: 32, ownRows: 4, ownColumns: 4 }, ...[smallTile, largeTile]].filter(
      (tile) => bytesOf(tile) <= backend.device.limits.maxComputeWorkgroupStorageSize,
    );
    const results = await Promise.all(
      tiles.map(async (tile) => {
        const shader = tiledProduct({
          ...{ tile, writesFours: true, sizes: [] },
          left: matrix({ function: 'left', name: 'a', along: 'depth', line: 'sizes.depth', lineLength: depth }),
          right: matrix({ function: 'right', name: 'b', along: 'side', line: 'sizes.columns', lineLength: columns }),
        });
        const result = backend.allocate([rows, columns]);
        const workgroups = Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
        const sizes = [rows, columns, depth, depth];
        backend.runShader(shader, { reads: [left, right], writes: [result], sizes, workgroups });
        const values = Float32Array.from((await backend.read(result.dataId)) as Float32Array);
        backend.disposeData(result.dataId);
        return values;
      }),
    );
    expect(results.length).toBeGreaterThan(1);
    for (const values of results) expect(values).toEqual(results[0]);
    const product = tf.matMul(left, right);
    expect(distance(results[0] ?? [], await product.data())).toBeLessThan(1e-5);
    tf.dispose([left, right, product]);
  });

  it.each(cases.slice(0, small.length))('as finite differences: $title', (layerCase) => expectSlopes(layerCase));
});

describe('the plan of a product', () => {
  const lowest = { workgroupBytes: 16_384, invocations: 256, largeTilesFrom: usualLargeTiles };
  const usual = { ...lowest, workgroupBytes: 32_768 };

  it('has tiles that fit into the memory that every device has for a workgroup', () => {
    for (const rows of [2, 40, 5000]) {
      for (const columns of [3, 728]) expect(hasRoom(tileOf(rows, columns, lowest), lowest)).toBe(true);
    }
  });

  it('takes larger ones where there are many and the device has more memory', () => {
    // 128 * 8 large tiles.
    expect(tileOf(128 * 128, 1024, usual)).toBe(largeTile);
    expect(tileOf(128 * 128, 1024, lowest)).toBe(smallTile);
    expect(tileOf(128 * 128, 1024, { ...usual, invocations: 128 })).toBe(smallTile);
    expect(tileOf(128 * 128, 1024, { ...usual, largeTilesFrom: 1025 })).toBe(smallTile);
  });

  it('splits a long depth where there are few tiles, by whole rounds of a tile', () => {
    expect(splitDepth(59_536, 2)).toBe(16 * Math.ceil(59_536 / 116 / 16));
    expect(splitDepth(4096, 144)).toBe(16 * Math.ceil(4096 / 3 / 16));
    expect(splitDepth(1000, 1)).toBe(1008);
    expect(splitDepth(4096, 512)).toBe(4096);
  });
});
