/** Engines and devices that are not there are refused by name. */
import { describe, expect, it } from 'vitest';
import { refuseMissingEngine, type EngineAsked } from '../../../src/main/calls/refuse-missing-engine';
import { engineFacts } from '../../fixtures/engine-facts';

const devices = ['NVIDIA L4', 'NVIDIA T4'].map((name, index) => ({ index, name }));
const engines = [
  engineFacts('tensorflow', { devices }),
  engineFacts('webgpu', { available: false, detail: 'There is no GPU.', devices: [] }),
  engineFacts('wasm'),
];
const refuse = (asked: EngineAsked) => refuseMissingEngine(asked, async () => engines);

describe('refuseMissingEngine', () => {
  it('lets through what is there', async () => {
    await refuse({ engine: 'auto' });
    await refuse({ engine: 'wasm', devices: [0] });
    await refuse({ engine: 'tensorflow', devices: [1, 0] });
  });

  it.each<[string, EngineAsked, string]>([
    [
      'an engine',
      { engine: 'webgpu' },
      'Engine "webgpu" is not available: There is no GPU. Available: tensorflow, wasm.',
    ],
    [
      'a device',
      { engine: 'tensorflow', devices: [0, 2] },
      'Engine "tensorflow" has no device 2. It has 0 (NVIDIA L4), 1 (NVIDIA T4).',
    ],
    [
      'a second processor',
      { engine: 'wasm', devices: [0, 1] },
      'Engine "wasm" has no device 1. It has 0 (wasm device). It computes on the processor, whose cores share a batch as replicas: set "replicas"',
    ],
    ['a device named twice', { engine: 'tensorflow', devices: [1, 1] }, 'Device 1 is named twice.'],
    [
      'devices without an engine',
      { engine: 'auto', devices: [1] },
      'name the engine too. tensorflow has 0 (NVIDIA L4), 1 (NVIDIA T4); wasm has 0 (wasm device).',
    ],
  ])('refuses %s, and says what there is', async (_, asked, message) => {
    await expect(refuse(asked)).rejects.toThrow(message);
  });
});
