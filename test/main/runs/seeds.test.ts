/** An experiment of three tasks and five seeds, trained by real workers, and its table. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Workbench } from '../../../src/main/workbench-api';
import type { Experiment, RunSummary } from '../../../src/shared/run';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder, waitForRun } from '../../fixtures/tiny-workbench';

// Five real trainings, on a machine that may be busy.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const chain = ['alpha', 'beta', 'gamma'];
let entries: BuiltEntries;
let folder: string;
let workbench: Workbench;
let runs: RunSummary[];

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('seeds');
  const dataset = join(folder, 'data');
  await makeTinyDataset(dataset, { tasks: chain, perClass: 6 });
  workbench = await openTestWorkbench(join(folder, 'workspace'), {
    workerScript: entries.worker,
    startsRuns: true,
    slots: 2,
  });
  const experiment: Experiment = await workbench.call('experiment/create', {
    name: 'Five seeds',
    dataset,
    chain,
    methods: ['cored'],
    network: 'small-cnn',
    preset: 'corrected',
    parameters: { epochs: 1, batchSize: 6, imageSize: 32 },
    methodParameters: {},
    seeds: [1, 2, 3, 4, 5],
    engine: 'auto',
    initialWeights: null,
  });
  runs = [];
  for (const { id } of experiment.runs) {
    runs.push(await waitForRun(workbench, id, ({ state }) => state === 'complete' || state === 'failed'));
  }
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

const isScore = (value: number | null) => value !== null && value >= 0 && value <= 1;

it('stores every cell of a chain of three tasks, and the row before training', () => {
  expect(runs.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'complete'));
  for (const { matrix, beforeTraining } of runs) {
    expect([beforeTraining, ...matrix].map((row) => row.length)).toEqual([3, 3, 3, 3]);
    expect([beforeTraining, ...matrix].flat().every(isScore)).toBe(true);
  }
});

it('gives mean and sample standard deviation over the seeds, the same in CSV and LaTeX', async () => {
  const runIds = runs.map(({ id }) => id);
  const { rows } = await workbench.call('comparison/get', { runIds });
  const last = runs.map(({ matrix }) => matrix[2]?.[0] ?? Number.NaN);
  const mean = last.reduce((sum, value) => sum + value, 0) / 5;
  const deviation = Math.sqrt(last.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (5 - 1));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.taskAucs[0]?.mean).toBeCloseTo(mean, 12);
  expect(rows[0]?.taskAucs[0]?.deviation).toBeCloseTo(deviation, 12);

  const { text: csv } = await workbench.call('comparison/render', { runIds, format: 'csv' });
  const { text: latex } = await workbench.call('comparison/render', { runIds, format: 'latex' });
  expect(csv).toContain(`${mean.toFixed(6)},${deviation.toFixed(6)}`);
  expect(latex).toContain(Number(mean.toFixed(6)).toFixed(3));
  expect(latex).toContain(Number(deviation.toFixed(6)).toFixed(3).replace(/^0/, ''));
});
