/** Engines are listed without being loaded, and opened by wish. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { listEngines } from '../../src/engine/list-engines';
import { describeOpened, openEngine, precisionNotice } from '../../src/engine/open-engine';
import { engineIds } from '../../src/shared/recipe';

describe('engines', () => {
  it('are listed without loading a backend', async () => {
    const engines = await listEngines();
    expect(engines.map(({ id }) => id)).toEqual(engineIds);
    for (const engine of engines) {
      expect(engine.devices.length > 0).toBe(engine.available);
      expect(engine.detail).not.toBe('');
    }
    expect(tf.engine().backendNames()).toEqual([]);
  });

  it('open as wished and compute', async () => {
    for (const wish of ['cpu', 'wasm'] as const) {
      expect(await openEngine(wish)).toBe(wish);
      expect(tf.getBackend()).toBe(wish);
      const sum = tf.add(2, 3);
      expect(sum.dataSync()[0]).toBe(5);
      sum.dispose();
    }
  });

  it('tell what computes once they are open', async () => {
    await openEngine('cpu', { device: 0 });
    const [{ detail } = { detail: '' }] = (await listEngines()).filter(({ id }) => id === 'cpu');
    expect(await describeOpened('cpu')).toEqual({ name: detail, isSoftware: false });
    await openEngine('wasm');
    expect((await describeOpened('wasm')).name).toMatch(/core.*, (relaxed|plain) SIMD(, 256-bit)?$/);
  });

  it('say when mixed precision gives float32 all the same', async () => {
    for (const id of ['cpu', 'wasm'] as const) {
      await openEngine(id, { precision: 'mixed' });
      expect(await precisionNotice(id, { precision: 'mixed' })).toBe(
        `Precision "mixed" gives float32 here: engine "${id}" has no products with shorter factors.`,
      );
      expect(await precisionNotice(id, { precision: 'float32' })).toBeNull();
    }
  });

  it('refuse a device that does not exist, and name those that do', async () => {
    await expect(openEngine('wasm', { device: 3 })).rejects.toThrow(/"wasm" has no device 3\. It has 0 \(.+\)\./);
  });
});
