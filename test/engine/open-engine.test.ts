/** Engines are listed without being loaded, and opened by wish. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { listEngines } from '../../src/engine/list-engines';
import { openEngine } from '../../src/engine/open-engine';
import { EngineInfo } from '../../src/shared/machine';
import { engineIds } from '../../src/shared/recipe';

describe('engines', () => {
  it('are listed without loading a backend', async () => {
    const engines = await listEngines();
    expect(engines.map(({ id }) => id)).toEqual(engineIds);
    for (const engine of engines) {
      expect(EngineInfo.parse(engine)).toEqual(engine);
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

  it('are wasm when the wish is auto, also a second time', async () => {
    expect(await openEngine('auto')).toBe('wasm');
    expect(await openEngine('auto')).toBe('wasm');
  });
});
