/** The built trial.js measures a real engine in processes of its own. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { definitionOf } from '../../../src/engine/open-engine';
import { runTrial } from '../../../src/engine/trial/run-trial';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';

let built: BuiltEntries;
beforeAll(async () => {
  built = await buildEntries();
});
afterAll(() => rm(built.folder, { recursive: true, force: true }));

it('measures wasm on two cores at once', async () => {
  const trial = await runTrial(definitionOf('wasm'), { script: built.trial, cores: 2 });
  if (trial.outcome !== 'measured') throw new Error(trial.message);
  expect(trial).toMatchObject({ processes: 2, isSoftware: false });
  // Plain JavaScript does about a tenth of one.
  expect(trial.gflops).toBeGreaterThan(0.5);
  expect(trial.device).toMatch(/core/);
});
