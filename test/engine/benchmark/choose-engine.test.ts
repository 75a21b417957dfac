/** `auto` takes the fastest that works, and never an emulated GPU. */
import { describe, expect, it } from 'vitest';
import { markChoice, unmeasured } from '../../../src/engine/benchmark/choose-engine';
import { engineFacts, failed, measured } from '../../fixtures/engine-facts';

describe('markChoice', () => {
  const chosen = (...engines: Parameters<typeof markChoice>[0]) =>
    markChoice(engines).flatMap(({ id, auto }) => (auto === null ? [] : [[id, auto]]));

  it('takes the fastest, wherever it stands', () => {
    expect(
      chosen(
        { ...engineFacts('tensorflow'), benchmark: measured(40) },
        { ...engineFacts('wasm'), benchmark: measured(60) },
        { ...engineFacts('cpu'), benchmark: measured(0.1) },
      ),
    ).toEqual([['wasm', 'It is the fastest of the 3 that work.']]);
  });

  it('passes over an emulated GPU, however it is known', () => {
    expect(
      chosen(
        { ...engineFacts('webgpu', { isSoftware: true }), benchmark: measured(900) },
        { ...engineFacts('tensorflow'), benchmark: measured(800, true) },
        { ...engineFacts('cpu'), benchmark: measured(0.1) },
      ),
    ).toEqual([['cpu', 'It is the only one that works.']]);
  });

  it('passes over what failed, what is not there and what is not measured', () => {
    expect(
      chosen(
        { ...engineFacts('tensorflow'), benchmark: failed('SIGSEGV') },
        { ...engineFacts('webgpu', { available: false }), benchmark: measured(900) },
        { ...engineFacts('wasm'), benchmark: null },
      ),
    ).toEqual([]);
  });
});

it('leaves unmeasured only what auto could take', () => {
  const engines = [
    { ...engineFacts('tensorflow', { available: false }), benchmark: null },
    { ...engineFacts('webgpu', { isSoftware: true }), benchmark: null },
    { ...engineFacts('wasm'), benchmark: null },
    { ...engineFacts('cpu'), benchmark: failed('no') },
  ];
  const failedAt = Date.parse('2026-01-02T03:04:05Z');
  expect(unmeasured(engines, failedAt + 3_599_000).map(({ id }) => id)).toEqual(['wasm']);
  // A failure may have been the moment's: after an hour it is tried again.
  expect(unmeasured(engines, failedAt + 3_601_000).map(({ id }) => id)).toEqual(['wasm', 'cpu']);
});
