/** `auto` takes the fastest that works, and never an emulated GPU. */
import { describe, expect, it } from 'vitest';
import { markChoice, unmeasured } from '../../../src/engine/benchmark/choose-engine';
import { engineFacts, failed, measured, speedsOf, testWork } from '../../fixtures/engine-facts';

describe('markChoice', () => {
  const chosen = (...engines: Parameters<typeof markChoice>[0]) =>
    markChoice(engines).flatMap(({ id, speeds }) => speeds.flatMap(({ auto }) => (auto === null ? [] : [[id, auto]])));

  it('takes the fastest, wherever it stands', () => {
    expect(
      chosen(
        { ...engineFacts('tensorflow'), ...speedsOf(measured(40)) },
        { ...engineFacts('wasm'), ...speedsOf(measured(60)) },
        { ...engineFacts('cpu'), ...speedsOf(measured(0.1)) },
      ),
    ).toEqual([['wasm', 'It is the fastest of the 3 that work.']]);
  });

  it('passes over an emulated GPU, however it is known', () => {
    expect(
      chosen(
        { ...engineFacts('webgpu', { isSoftware: true }), ...speedsOf(measured(900)) },
        { ...engineFacts('tensorflow'), ...speedsOf(measured(800, true)) },
        { ...engineFacts('cpu'), ...speedsOf(measured(0.1)) },
      ),
    ).toEqual([['cpu', 'It is the only one that works.']]);
  });

  it('passes over what failed, what is not there and what is not measured', () => {
    expect(
      chosen(
        { ...engineFacts('tensorflow'), ...speedsOf(failed('SIGSEGV')) },
        { ...engineFacts('webgpu', { available: false }), ...speedsOf(measured(900)) },
        { ...engineFacts('wasm'), ...speedsOf(null) },
      ),
    ).toEqual([]);
  });
});

it('leaves unmeasured only what auto could take', () => {
  const engines = markChoice([
    { ...engineFacts('tensorflow', { available: false }), ...speedsOf(null) },
    { ...engineFacts('webgpu', { isSoftware: true }), ...speedsOf(null) },
    { ...engineFacts('wasm'), ...speedsOf(null) },
    { ...engineFacts('cpu'), ...speedsOf(failed('no')) },
  ]);
  const failedAt = Date.parse('2026-01-02T03:04:05Z');
  expect(unmeasured(engines, testWork, failedAt + 3_599_000).map(({ id }) => id)).toEqual(['wasm']);
  // A failure may have been the moment's: after an hour it is tried again.
  expect(unmeasured(engines, testWork, failedAt + 3_601_000).map(({ id }) => id)).toEqual(['wasm', 'cpu']);
});

it('chooses for each training on its own', () => {
  const large = { ...testWork, network: 'xception' };
  const speeds = (small: number, big: number) => ({
    speeds: [
      { work: testWork, benchmark: measured(small) },
      { work: large, benchmark: measured(big) },
    ],
  });
  const engines = markChoice([
    { ...engineFacts('webgpu'), ...speeds(200, 90) },
    { ...engineFacts('wasm'), ...speeds(300, 10) },
  ]);
  expect(engines.map((engine) => engine.speeds.map(({ auto }) => auto !== null))).toEqual([
    [false, true],
    [true, false],
  ]);
});
