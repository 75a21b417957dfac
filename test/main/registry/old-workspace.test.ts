/** A workspace of an older version (commit 8095bd0): it opens, shows the same numbers, and its runs can be resumed. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { renderCsv } from '../../../src/core/comparison/render-csv';
import type { Workbench } from '../../../src/main/workbench-api';
import type { TaskResult } from '../../../src/shared/event';
import { olderRunFile, olderStage } from '../../../src/shared/reading/older-stages';
import type { RunDetail } from '../../../src/shared/run';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { copyOldWorkspace, oldAnswers, oldRuns } from '../../fixtures/old-workspace';
import { openTestWorkbench, temporaryFolder, waitForRun } from '../../fixtures/tiny-workbench';
import { parseCsv } from '../../core/comparison/parse-csv';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const Plain = z.record(z.string(), z.unknown());
/** That version called a stage a step. */
const Staged = z.preprocess(olderStage, Plain);
const Answers = z.object({
  details: z.array(
    z
      .object({
        summary: Plain,
        steps: z.array(Staged),
        results: z.array(Staged),
        lossPoints: z.array(Staged),
        aucPoints: z.array(Staged),
        lastSequence: z.number(),
      })
      .transform(({ steps, ...detail }) => ({ ...detail, stages: steps })),
  ),
  csv: z.string(),
});

const Store = z.object({ counts: z.array(z.array(z.number())), leftOut: z.number() }).nullable();

let entries: BuiltEntries;
let folder: string;
let workspace: string;
let workbench: Workbench;
let answers: z.infer<typeof Answers>;

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('old');
  workspace = await copyOldWorkspace(folder);
  workbench = await openTestWorkbench(workspace, { workerScript: entries.worker, startsRuns: true });
  answers = Answers.parse(await oldAnswers());
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

/** What the old version answered too has to be as it was; the new one may say more. */
function expectSame(detail: RunDetail): void {
  const old = answers.details.find(({ summary }) => summary['id'] === detail.summary.id);
  if (!old) throw new Error(`Nothing is known of run ${detail.summary.id}.`);
  const { folder: oldFolder, progress, recipe, ...summary } = old.summary;
  expect(detail.summary).toMatchObject({ ...summary, progress: olderStage(progress) });
  expect(olderRunFile({ format: 1, recipe })).toMatchObject({ recipe: detail.summary.recipe });
  expect(detail.summary.folder).toBe(String(oldFolder).replace('/old', folder));
  // What was CoReD's feature memory of a stage is its method's report of it.
  const stages = old.stages.map(({ store, ...stage }) => ({ stage, store: Store.parse(store) }));
  expect(detail.stages).toMatchObject(stages.map(({ stage }) => stage));
  expect(detail.stages.map(({ reports }) => reports.map(({ rows }) => rows.map(({ values }) => values)))).toEqual(
    stages.map(({ store }) => (store ? [store.counts] : [])),
  );
  for (const what of ['results', 'lossPoints', 'aucPoints'] as const) {
    expect(detail[what]).toHaveLength(old[what].length);
    expect(detail[what]).toMatchObject(old[what]);
  }
  expect(detail.lastSequence).toBe(old.lastSequence);
}

const detailOf = (runId: string) => workbench.call('run/get', { runId });

it.each(['ft', 'cored', 'cutOff'] as const)('shows the run %s with the numbers that it had', async (which) => {
  expectSame(await detailOf(oldRuns[which]));
});

it('knows the terms of its methods, with their values to the last bit', async () => {
  const { summary, lossPoints } = await detailOf(oldRuns.cored);
  expect(summary.method.terms.map(({ id }) => id)).toEqual(['crossEntropy', 'distillation', 'representation']);
  expect(lossPoints[0]?.losses).toEqual({ total: 0.7250330448150635, crossEntropy: 0.7250330448150635 });
  expect(lossPoints[6]?.losses).toEqual({
    total: 3.4573771953582764,
    crossEntropy: 0.6714550852775574,
    distillation: 0.3407459557056427,
    representation: 2.445176124572754,
  });
  // The means of the last epoch, which the database had beside each epoch.
  expect(Object.keys(summary.losses ?? {})).toEqual(['total', 'crossEntropy', 'distillation', 'representation']);
});

it('compares its runs to the numbers that it had', async () => {
  const comparison = await workbench.call('comparison/get', { runIds: [oldRuns.ft, oldRuns.cored] });
  const [oldHeader = [], ...oldRows] = parseCsv(answers.csv);
  const [header = [], ...rows] = parseCsv(renderCsv(comparison));
  for (const [column, name] of oldHeader.entries()) {
    // The feature memory was called the store.
    const at = header.indexOf(name.replace("store's pass", "memory's pass"));
    expect(at, name).toBeGreaterThanOrEqual(0);
    expect(rows.map((row) => row[at])).toEqual(oldRows.map((row) => row[column]));
  }
});

it('reads the run folders alone to the same numbers', async () => {
  expect(await workbench.call('registry/rebuild', {})).toMatchObject({ runs: 3, problems: [] });
  for (const which of ['ft', 'cored'] as const) expectSame(await detailOf(oldRuns[which]));
});

/** What there is of a result. */
function withoutNulls(result: TaskResult): object {
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== null));
}

it('resumes a run that was cut off to the weights of the one that was not', async () => {
  await workbench.call('run/resume', { runId: oldRuns.cutOff });
  const run = await waitForRun(workbench, oldRuns.cutOff, ({ state }) => state === 'complete' || state === 'failed');
  expect(run.error).toBeNull();
  const [resumed, whole] = [await detailOf(oldRuns.cutOff), await detailOf(oldRuns.cored)];
  expect(resumed.stages[1]?.weightsHash).toMatch(/^[0-9a-f]{64}$/);
  expect(resumed.stages.map(({ weightsHash }) => weightsHash)).toEqual(
    whole.stages.map(({ weightsHash }) => weightsHash),
  );
  // The older run lacks the metrics that later versions have.
  expect(resumed.results).toMatchObject(whole.results.map(withoutNulls));
  const withoutClock = whole.aucPoints.map((point) => ({ ...point, seconds: expect.any(Number) }));
  expect(resumed.aucPoints).toEqual(withoutClock);
  expect(resumed.summary.folder).toBe(join(workspace, 'runs', oldRuns.cutOff));
});
