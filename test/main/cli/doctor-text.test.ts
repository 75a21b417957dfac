/** What `cored doctor` prints of engines and GPUs. */
import { expect, it } from 'vitest';
import { markChoice } from '../../../src/engine/benchmark/choose-engine';
import { doctorText } from '../../../src/main/cli/doctor-text';
import type { AppInfo, MachineSample } from '../../../src/shared/machine';
import { engineFacts, failed, measured } from '../../fixtures/engine-facts';

const info: AppInfo = {
  version: '1',
  host: 'command-line',
  workspace: '/w',
  roots: [],
  cores: 2,
  slots: 2,
  versions: {},
};
const machine: MachineSample = {
  cpuPercent: 5,
  memoryUsedBytes: 2 ** 30,
  memoryTotalBytes: 4 * 2 ** 30,
  gpus: [
    { name: 'NVIDIA L4', busyPercent: 93, memoryUsedBytes: 5 * 2 ** 30, memoryTotalBytes: 22 * 2 ** 30 },
    { name: 'NVIDIA GB10', busyPercent: null, memoryUsedBytes: null, memoryTotalBytes: null },
  ],
  workers: [],
  training: 0,
  waiting: 0,
};

it('tells each engine, what was measured, and what auto takes', () => {
  const devices = ['NVIDIA L4', 'NVIDIA GB10'].map((name, index) => ({ index, name }));
  const engines = markChoice([
    { ...engineFacts('tensorflow', { devices }), benchmark: failed('It ended with SIGSEGV.') },
    { ...engineFacts('webgpu', { available: false, detail: 'There is no GPU.' }), benchmark: null },
    { ...engineFacts('wasm'), benchmark: { ...measured(61.72), processes: 2 } },
    { ...engineFacts('cpu'), benchmark: null },
  ]);
  const text = doctorText({ info, engines, machine });
  for (const line of [
    /^gpu 0 +NVIDIA L4, 93 % busy, 5\.0 GiB of 22\.0 GiB used$/m,
    /^gpu 1 +NVIDIA GB10$/m,
    /^engine tensorflow +available: tensorflow device\n +device 0: NVIDIA L4\n +device 1: NVIDIA GB10\n +does not work, tried on 2026-01-02: It ended with SIGSEGV\.$/m,
    /^engine webgpu +not available: There is no GPU\.\nengine wasm/m,
    /^ +61\.7 GFLOP\/s in training steps of batch 16 in 2 processes at once, measured on 2026-01-02: device$/m,
    /^engine cpu +available: cpu device\n +not measured yet; `cored doctor --measure` does$/m,
    /^engine auto +takes wasm\. It is the only one that works\.$/m,
  ]) {
    expect(text).toMatch(line);
  }
});

it('says that nothing has been measured yet', () => {
  const engines = markChoice([{ ...engineFacts('wasm'), benchmark: null }]);
  expect(doctorText({ info, engines, machine })).toMatch(/engine auto +measures the engines when the first run starts/);
});
