/** The engines as a form offers them: what auto is for the network, how fast, and which cannot be had. */
import { expect, it } from 'vitest';
import { engineChoices } from '../../../src/renderer/forms/engine-choices';
import { sampleEngines } from '../fixtures/sample-data';

it('says what auto takes for the network and how fast each is', () => {
  expect(engineChoices(sampleEngines, 'efficientnet-b0')).toEqual([
    { value: 'auto', label: 'auto – wasm, 39.2 images/s (batch 128 at 128 px)', disabled: false },
    { value: 'webgpu', label: 'WebGPU – not available', disabled: true },
    { value: 'wasm', label: 'WebAssembly – 39.2 images/s (batch 128 at 128 px)', disabled: false },
    { value: 'cpu', label: 'Plain JavaScript – about 0.083 images/s (batch 128 at 128 px)', disabled: false },
  ]);
});

it.each(['small-cnn', null])('promises nothing of a network that was not measured: %s', (network) => {
  expect(engineChoices(sampleEngines, network).map(({ label }) => label)).toEqual([
    'auto – the fastest that works',
    'WebGPU – not available',
    'WebAssembly',
    'Plain JavaScript',
  ]);
});
