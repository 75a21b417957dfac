/** What `cored doctor` prints of engines and GPUs. */
import { expect, it } from 'vitest';
import { markChoice } from '../../../src/engine/benchmark/choose-engine';
import { doctorText } from '../../../src/main/cli/doctor-text';
import type { AppInfo, MachineSample } from '../../../src/shared/machine';
import { engineFacts, failed, measured, speedsOf } from '../../fixtures/engine-facts';

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
    { ...engineFacts('tensorflow', { devices }), ...speedsOf(failed('It ended with SIGSEGV.')) },
    { ...engineFacts('webgpu', { available: false, detail: 'There is no GPU.' }), ...speedsOf(null) },
    { ...engineFacts('wasm'), ...speedsOf({ ...measured(61.72), replicas: 2 }) },
    { ...engineFacts('cpu'), ...speedsOf({ ...measured(0.1234), isEstimated: true }) },
  ]);
  const text = doctorText({ info, engines, machine });
  for (const line of [
    /^gpu 0 +NVIDIA L4, 93 % busy, 5\.0 GiB of 22\.0 GiB used$/m,
    /^gpu 1 +NVIDIA GB10$/m,
    /^engine tensorflow +available: tensorflow device\n +device 0: NVIDIA L4\n +device 1: NVIDIA GB10\n +small-cnn, batch 16 at 64 px: does not work, tried on 2026-01-02: It ended with SIGSEGV\.$/m,
    /^engine webgpu +not available: There is no GPU\.\nengine wasm/m,
    /^ +small-cnn, batch 16 at 64 px: 61\.7 images\/s with 2 replicas, by steps of 16 images on 2026-01-02: device$/m,
    /^engine cpu +available: cpu device\n +small-cnn, batch 16 at 64 px: about 0\.123 images\/s, estimated from a small block on 2026-01-02: device$/m,
    /^engine auto +takes wasm for small-cnn, batch 16 at 64 px\. It is the fastest of the 2 that work\.\n +measures/m,
  ]) {
    expect(text).toMatch(line);
  }
});

it('says that nothing has been measured yet', () => {
  const engines = markChoice([{ ...engineFacts('wasm'), ...speedsOf(null) }]);
  const text = doctorText({ info, engines, machine });
  expect(text).toMatch(
    /engine wasm .*\n +small-cnn, batch 16 at 64 px: not measured yet; `cored doctor --measure` does/,
  );
  expect(text).toMatch(/engine auto +measures the engines when the first run of another network or batch starts/);
});
