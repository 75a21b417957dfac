/** The built benchmark.js measures a real engine in processes of its own. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { definitionOf } from '../../../src/engine/open-engine';
import { runBenchmark } from '../../../src/engine/benchmark/run-benchmark';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';

let built: BuiltEntries;
beforeAll(async () => {
  built = await buildEntries();
});
afterAll(() => rm(built.folder, { recursive: true, force: true }));

it('measures wasm on two cores at once', async () => {
  const benchmark = await runBenchmark(definitionOf('wasm'), { script: built.benchmark, cores: 2 });
  if (benchmark.outcome !== 'measured') throw new Error(benchmark.message);
  expect(benchmark).toMatchObject({ processes: 2, isSoftware: false });
  // Plain JavaScript does about a tenth of one.
  expect(benchmark.gflops).toBeGreaterThan(0.5);
  expect(benchmark.device).toMatch(/core/);
});
