/** The measurement of tiles on a device, and that what it says changes no byte of a product. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { measureTiles, usualLargeTiles } from '../../../src/engine/webgpu/measure-tiles';
import { openWebgpu } from '../../../src/engine/webgpu/open-webgpu';
import { WatchedBackend } from '../../../src/engine/webgpu/watched-backend';
import { findAdapter, titled } from '../../fixtures/webgpu-adapter';
import { normal } from './kernels/layer-check';

function backend(): WatchedBackend {
  const found = tf.backend();
  if (found instanceof WatchedBackend) return found;
  throw new Error('This is not the webgpu backend.');
}

/** Of a product of [256, 1040] and [1040, 256], whose depth is split, with its gradients. */
async function products(largeTilesFrom: number): Promise<Float32Array[]> {
  Object.defineProperty(backend(), 'largeTilesFrom', { value: largeTilesFrom, configurable: true });
  const tensors = tf.tidy(() => {
    const [maps, filter] = [
      tf.tensor4d(normal('maps', [1, 16, 16, 1040]), [1, 16, 16, 1040]),
      normal('w', [1040, 256]),
    ];
    const weights = tf.tensor4d(filter, [1, 1, 1040, 256]);
    const run = (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid');
    return [run(maps, weights), ...tf.grads((x: tf.Tensor, w: tf.Tensor) => tf.sum(run(x, w)))([maps, weights])];
  });
  const values = await Promise.all(tensors.map(async (tensor) => Float32Array.from(await tensor.data())));
  tf.dispose(tensors);
  Reflect.deleteProperty(backend(), 'largeTilesFrom');
  return values;
}

const adapter = await findAdapter();

describe.skipIf(!adapter.isFound)(titled('the measurement of tiles', adapter), { timeout: 120_000 }, () => {
  beforeAll(() => openWebgpu());

  it('says from how many on large tiles are faster', async () => {
    const found = await measureTiles(backend().device, [{ rows: 256, columns: 128, depth: 32 }]);
    expect([2, usualLargeTiles]).toContain(found);
  });

  it('is not made on a software device', () => {
    if (adapter.detail.includes('software')) expect(backend().largeTilesFrom).toBe(usualLargeTiles);
    else expect([64, 144, 256, usualLargeTiles]).toContain(backend().largeTilesFrom);
  });

  it('does not change a byte', async () => {
    const small = await products(Infinity);
    const large = await products(1);
    expect(large).toEqual(small);
    expect(small[0]?.some((value) => value !== 0)).toBe(true);
  });
});
