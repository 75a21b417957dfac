/** The built benchmark.js measures a real engine in processes of its own. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runBenchmark } from '../../../src/engine/benchmark/run-benchmark';
import { testWork } from '../../fixtures/engine-facts';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';

let built: BuiltEntries;
beforeAll(async () => {
  built = await buildEntries();
});
afterAll(() => rm(built.folder, { recursive: true, force: true }));

it('measures training steps of wasm with two replicas at once', async () => {
  const parts = { replicas: 2, microBatches: 1 };
  const asked = { engine: 'wasm', work: testWork, parts, fastest: null } as const;
  const benchmark = await runBenchmark(asked, { script: built.benchmark });
  if (benchmark.outcome !== 'measured') throw new Error(benchmark.message);
  expect(benchmark).toMatchObject({ replicas: 2, images: 16, isEstimated: false, isSoftware: false });
  // Plain JavaScript does about two.
  expect(benchmark.imagesPerSecond).toBeGreaterThan(10);
  expect(benchmark.device).toMatch(/core/);
});
