import { execFile, spawn } from 'node:child_process';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { auc } from '../../../src/shared/metrics/auc';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { parseScores } from '../../fixtures/parse-scores';
import type { Workbench } from '../../../src/main/workbench-api';
import type { ExperimentRequest, RunSummary } from '../../../src/shared/run';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { openTestWorkbench, temporaryFolder, waitForRun } from '../../fixtures/tiny-workbench';

// Real trainings, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

let entries: BuiltEntries;
let folder: string;
let dataset: string;
let workbench: Workbench;

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('life');
  dataset = join(folder, 'data');
  await makeTinyDataset(dataset, { tasks: ['alpha', 'beta'], perClass: 12, withTest: true });
  workbench = await open();
});
afterAll(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

const open = () =>
  openTestWorkbench(join(folder, 'workspace'), { workerScript: entries.worker, startsRuns: true, slots: 2 });

async function start(wishes: Partial<ExperimentRequest> = {}): Promise<string> {
  const experiment = await workbench.call('experiment/create', {
    name: 'Life',
    dataset,
    chain: ['alpha', 'beta'],
    methods: ['cored'],
    network: 'small-cnn',
    preset: 'corrected',
    parameters: { epochs: 3, batchSize: 8, imageSize: 32 },
    methodParameters: {},
    seeds: [1],
    engine: 'auto',
    initialWeights: null,
    ...wishes,
  });
  return experiment.runs[0]?.id ?? '';
}

const ended = (run: RunSummary) => ['complete', 'failed', 'interrupted', 'stopped'].includes(run.state);
const complete = async (id: string) => {
  const run = await waitForRun(workbench, id, ended);
  expect(run.error).toBeNull();
  expect(run.state).toBe('complete');
  return run;
};
const finalHash = async (id: string) => (await workbench.call('run/get', { runId: id })).stages[1]?.weightsHash;
/** Long enough that it can be caught in the middle. */
const long = { epochs: 16, batchSize: 4, imageSize: 32 };
const inTheMiddle = ({ progress, state }: RunSummary) =>
  state === 'training' && progress !== null && (progress.stage > 1 || progress.epoch >= 2);

describe('a training', () => {
  let undisturbed: string;

  it('fills the matrix, and its scores on disk recompute to the AUC in the registry', async () => {
    const id = await start();
    const run = await complete(id);
    undisturbed = id;
    expect(run.reportedSplit).toBe('test');
    for (const [row, aucs] of [run.beforeTraining, ...run.matrix].entries()) {
      for (const [column, task] of run.chain.entries()) {
        const path = new RunFolder(run.folder).scoresPath({ stage: row, task, split: 'test' });
        const rows = parseScores(await readFile(path, 'utf8'), path);
        expect(rows).toHaveLength(24);
        const scores = Float64Array.from(rows, ({ score }) => score);
        const labels = Uint8Array.from(rows, ({ label }) => label);
        expect(auc(labels, scores)).toBe(aucs[column]);
      }
    }
    const checkpoints = await readdir(new RunFolder(run.folder).checkpointsPath);
    expect(checkpoints).toHaveLength(2);
  });

  it('gives the same weights, byte for byte, for the same seed, and others for another', async () => {
    const [again, other] = [await start(), await start({ seeds: [2] })];
    await complete(again);
    await complete(other);
    expect(await finalHash(again)).toBe(await finalHash(undisturbed));
    expect(await finalHash(other)).not.toBe(await finalHash(undisturbed));
  });

  it('that is killed is interrupted, and resumed it ends with the weights of an uninterrupted one', async () => {
    const [whole, killed] = [await start({ parameters: long }), await start({ parameters: long })];
    const run = await waitForRun(workbench, killed, inTheMiddle);
    const worker = await new RunFolder(run.folder).readWorker();
    process.kill(worker?.processId ?? -1, 'SIGKILL');
    const interrupted = await waitForRun(workbench, killed, ended);
    expect(interrupted.state).toBe('interrupted');
    expect(interrupted.error?.message).toMatch(/process is gone.*Resume/s);

    await workbench.call('run/resume', { runId: killed });
    const { progress } = await complete(killed);
    expect(progress?.share).toBe(1);
    await complete(whole);
    const hash = await finalHash(whole);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await finalHash(killed)).toBe(hash);
    const detail = await workbench.call('run/get', { runId: killed });
    const reference = await workbench.call('run/get', { runId: whole });
    expect(detail.results).toEqual(reference.results);
    const withoutClock = detail.aucPoints.map((point) => ({ ...point, seconds: expect.any(Number) }));
    expect(reference.aucPoints).toEqual(withoutClock);
    // Loss points are told by the clock, so they lie elsewhere; but none of the cut-off attempt remains between them.
    const places = detail.lossPoints.map(({ x }) => x);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
    expect(places.at(-1)).toBe(reference.lossPoints.at(-1)?.x);
  });

  it('holds when paused, goes on, stops, and can be taken up again', async () => {
    const id = await start({ parameters: long, seeds: [5] });
    await waitForRun(workbench, id, inTheMiddle);
    await workbench.call('run/pause', { runId: id });
    await waitForRun(workbench, id, ({ state }) => state === 'paused');
    const held = (await workbench.call('run/get', { runId: id })).lastSequence;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect((await workbench.call('run/get', { runId: id })).lastSequence).toBe(held);
    await workbench.call('run/resume', { runId: id });
    await waitForRun(workbench, id, ({ state }) => state === 'training');
    await workbench.call('run/stop', { runId: id });
    expect((await waitForRun(workbench, id, ended)).state).toBe('stopped');
    await expect(workbench.call('run/stop', { runId: id })).rejects.toMatchObject({ code: 'conflict' });
    await workbench.call('run/resume', { runId: id });
    await complete(id);
  });

  it('keeps a second worker out of its folder, outlives the workbench, and is found again', async () => {
    const id = await start({ parameters: long, seeds: [6] });
    const run = await waitForRun(workbench, id, inTheMiddle);
    await workbench.close();
    const second = promisify(execFile)(process.execPath, [entries.worker, run.folder]);
    await expect(second).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('already') });
    workbench = await open();
    await complete(id);
  });

  it('takes a process number that another program has now for a dead worker', async () => {
    const id = await start({ parameters: long, seeds: [8] });
    const run = await waitForRun(workbench, id, inTheMiddle);
    const folderOfRun = new RunFolder(run.folder);
    const worker = await folderOfRun.readWorker();
    await workbench.close();
    process.kill(worker?.processId ?? -1, 'SIGKILL');
    const stranger = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    try {
      const silentSince = new Date(Date.now() - 60_000).toISOString();
      const reused = { ...worker, processId: stranger.pid, heartbeatAt: silentSince };
      await writeFile(folderOfRun.workerPath, JSON.stringify(reused));
      workbench = await open();
      expect((await waitForRun(workbench, id, ended)).state).toBe('interrupted');
    } finally {
      stranger.kill();
    }
  });

  it('starts from given weights', async () => {
    const from = new RunFolder((await workbench.call('run/get', { runId: undisturbed })).summary.folder);
    const initialWeights = from.weightsPath({ stage: 2, which: 'best' });
    const before = (await workbench.call('run/get', { runId: undisturbed })).summary;
    const run = await complete(await start({ initialWeights }));
    expect(run.beforeTraining).toEqual(before.matrix[1]);
  });

  it('is rebuilt from its folder alone as it was, and damaged folders are listed', async () => {
    await workbench.call('run/annotate', {
      runId: undisturbed,
      notes: { name: 'The first', tags: ['kept'], notes: 'Looks right.' },
    });
    const snapshot = async () => ({
      runs: await workbench.call('run/list', {}),
      details: await Promise.all(
        (await workbench.call('run/list', {})).map(({ id }) => workbench.call('run/get', { runId: id })),
      ),
      experiments: await workbench.call('experiment/list', {}),
    });
    const before = await snapshot();
    await workbench.close();
    for (const suffix of ['', '-wal', '-shm']) {
      await rm(join(folder, 'workspace', `registry.sqlite${suffix}`), { force: true });
    }
    workbench = await open();
    expect(await workbench.call('registry/rebuild', {})).toMatchObject({ runs: before.runs.length, problems: [] });
    expect(await snapshot()).toEqual(before);

    const damaged = before.runs[0];
    await writeFile(join(damaged?.folder ?? '', 'run.json'), '{"format": 1}');
    const outcome = await workbench.call('registry/rebuild', {});
    // The registry has what the damaged file said.
    expect(outcome.runs).toBe(before.runs.length);
    expect(outcome.problems).toEqual([expect.stringContaining(damaged?.id ?? 'nothing')]);
  });
});
