/** Precision mixed on an engine that has float32 alone: in the run's recipe, its log, and evaluations of its weights. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { EvaluationFolder } from '../../../src/main/evaluation/evaluation-folder';
import { parseEventLine } from '../../../src/main/runs/event-line';
import { RunFolder } from '../../../src/main/runs/run-folder';
import type { Workbench } from '../../../src/main/workbench-api';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder, waitForRun } from '../../fixtures/tiny-workbench';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

const notice = 'Precision "mixed" gives float32 here: engine "wasm" has no products with shorter factors.';
let entries: BuiltEntries;
let folder: string;
let workbench: Workbench;

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('precision');
  await makeTinyDataset(join(folder, 'data'), { tasks: ['alpha'], perClass: 4 });
  const workspace = join(folder, 'workspace');
  workbench = await openTestWorkbench(workspace, { workerScript: entries.worker, startsRuns: true });
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

it('is kept in the run, told in its log, and taken by evaluations of its weights', async () => {
  const { runs } = await workbench.call('experiment/create', {
    ...{ name: 'Mixed', dataset: join(folder, 'data'), chain: ['alpha'], methods: ['ft'], network: 'small-cnn' },
    ...{ preset: 'corrected', methodParameters: {}, seeds: [1], engine: 'wasm', initialWeights: null },
    parameters: { epochs: 1, batchSize: 4, imageSize: 32, precision: 'mixed' },
  });
  const runId = runs[0]?.id ?? '';
  const run = await waitForRun(workbench, runId, ({ state }) => state === 'complete' || state === 'failed');
  expect(run.error).toBeNull();
  expect(run.recipe.parameters['precision']).toBe('mixed');
  const path = new RunFolder(run.folder).eventsPath;
  const bodies = (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => parseEventLine(line, path).body);
  expect(bodies).toContainEqual({ type: 'log/written', level: 'warning', message: notice });
  expect(bodies.find(({ type }) => type === 'run/started')).not.toMatchObject({
    device: expect.stringContaining('mixed precision'),
  });

  const started = await workbench.call('evaluation/start', {
    ...{ name: 'again', engine: 'wasm', skipsUnreadable: false },
    weights: { kind: 'run', runId, stage: 1, which: 'best' },
    target: { kind: 'folder', path: join(folder, 'data', 'alpha', 'val') },
  });
  const evaluation = new EvaluationFolder(started.folder);
  expect((await evaluation.readEvaluation()).precision).toBe('mixed');
  await vi.waitFor(async () => expect((await evaluation.readStatus())?.state).toBe('complete'), 60_000);
  expect(await readFile(evaluation.workerLogPath, 'utf8')).toContain(notice);
});
