/** The engines as a form offers them: what auto is now, how fast, and which cannot be had. */
import { expect, it } from 'vitest';
import { engineChoices } from '../../../src/renderer/forms/engine-choices';
import { sampleEngines } from '../fixtures/sample-data';

it('says what auto takes and how fast each is', () => {
  expect(engineChoices(sampleEngines)).toEqual([
    { value: 'auto', label: 'auto – wasm, 61.7 GFLOP/s', disabled: false },
    { value: 'webgpu', label: 'WebGPU – not available', disabled: true },
    { value: 'wasm', label: 'WebAssembly – 61.7 GFLOP/s', disabled: false },
    { value: 'cpu', label: 'Plain JavaScript – 0.083 GFLOP/s', disabled: false },
  ]);
});

it('promises nothing that was not measured', () => {
  const engines = sampleEngines.map((engine) => ({ ...engine, auto: null, benchmark: null }));
  expect(engineChoices(engines).map(({ label }) => label)).toEqual([
    'auto – the fastest that works',
    'WebGPU – not available',
    'WebAssembly',
    'Plain JavaScript',
  ]);
});
