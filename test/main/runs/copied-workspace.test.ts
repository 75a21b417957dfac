/** A workspace that was copied or moved is its own: what is done there never touches the place that it came from. */
import Database from 'better-sqlite3';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { RunFolder } from '../../../src/main/runs/run-folder';
import type { Workbench } from '../../../src/main/workbench-api';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { folderHash } from '../../fixtures/folder-hash';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';
import { copyOldWorkspace, oldRuns } from '../../fixtures/old-workspace';
import { openTestWorkbench, temporaryFolder, waitForRun } from '../../fixtures/tiny-workbench';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let entries: BuiltEntries;
let folder: string;
let original: string;
let trained: string;
let stopped: string;

beforeAll(async () => {
  entries = await buildEntries();
  folder = await temporaryFolder('places');
  original = join(folder, 'ws');
  // Inside the workspace, as the demo's tasks are.
  await makeTinyDataset(join(original, 'datasets', 'own'), { tasks: ['alpha'], perClass: 6, withTest: true });
  await withWorkbench(original, async (workbench) => {
    trained = await create(workbench, 1);
    await waitForRun(workbench, trained, ({ state }) => state === 'complete');
  });
  await withWorkbench(original, (workbench) => create(workbench, 2).then((id) => (stopped = id)), false);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(entries.folder, { recursive: true, force: true });
});

async function withWorkbench<Result>(
  workspace: string,
  work: (workbench: Workbench) => Promise<Result>,
  startsRuns = true,
): Promise<Result> {
  const workbench = await openTestWorkbench(workspace, { workerScript: entries.worker, startsRuns, slots: 1 });
  try {
    return await work(workbench);
  } finally {
    await workbench.close();
  }
}

async function create(workbench: Workbench, seed: number): Promise<string> {
  const { runs } = await workbench.call('experiment/create', {
    name: 'Places',
    dataset: join(original, 'datasets', 'own'),
    chain: ['alpha'],
    methods: ['ft'],
    network: 'small-cnn',
    preset: 'corrected',
    parameters: { epochs: 2, batchSize: 4, imageSize: 32 },
    methodParameters: {},
    seeds: [seed],
    engine: 'wasm',
    initialWeights: null,
  });
  const runId = runs[0]?.id ?? '';
  // Whoever opens the workspace next would train it otherwise.
  if (seed === 2) await workbench.call('run/stop', { runId });
  return runId;
}

/** Exports, evaluates and resumes, as a person would right after copying or moving. */
async function useEverything(workspace: string): Promise<void> {
  await withWorkbench(workspace, async (workbench) => {
    const { folder: runFolder } = (await workbench.call('run/get', { runId: trained })).summary;
    expect(runFolder).toBe(join(workspace, 'runs', trained));
    const to = join(workspace, 'exported');
    const exported = await workbench.call('weights/export', {
      ...{ runId: trained, stage: 1, which: 'best', format: 'safetensors', to },
    });
    expect(exported.files.length).toBeGreaterThan(0);
    for (const file of exported.files) expect(file.startsWith(`${to}/`)).toBe(true);
    const files = await workbench.call('weights/files', { runIds: [trained] });
    expect(files.length).toBeGreaterThan(0);
    for (const { path } of files) expect(path.startsWith(`${workspace}/`)).toBe(true);

    const [dataset] = await workbench.call('dataset/list', {});
    expect(dataset).toMatchObject({ path: join(workspace, 'datasets', 'own'), state: 'ready' });
    expect(dataset?.tasks[0]?.path).toBe(join(workspace, 'datasets', 'own', 'alpha'));
    const started = await workbench.call('evaluation/start', {
      name: '',
      weights: { kind: 'run', runId: trained, stage: 1, which: 'best' },
      target: { kind: 'task', datasetId: dataset?.id ?? '', task: 'alpha', split: 'test' },
      engine: 'wasm',
      skipsUnreadable: false,
    });
    await expect
      .poll(async () => (await workbench.call('evaluation/get', { evaluationId: started.id })).state, {
        timeout: 60_000,
      })
      .toBe('complete');

    await workbench.call('run/annotate', { runId: trained, notes: { notes: 'of this place' } });
    await workbench.call('run/resume', { runId: stopped });
    const run = await waitForRun(workbench, stopped, ({ state }) => state === 'complete' || state === 'failed');
    expect(run).toMatchObject({ error: null, folder: join(workspace, 'runs', stopped) });
    const log = await workbench.call('run/log', { runId: stopped, after: 0 });
    expect(log.filter(({ level }) => level === 'warning')).toEqual([]);
  });
}

it('keeps paths inside the workspace relative to it, in the registry and in run.json', async () => {
  const texts = [await readFile(join(original, 'runs', trained, 'run.json'), 'utf8'), registryText(original)];
  for (const text of texts) expect(text).not.toContain(folder);
});

it('copied, exports, evaluates and trains in the copy alone', async () => {
  const copy = join(folder, 'ws2');
  await cp(original, copy, { recursive: true });
  const before = await folderHash(original);
  await useEverything(copy);
  expect(await folderHash(original)).toEqual(before);
});

it('moved, exports, evaluates and resumes at once', async () => {
  const moved = join(folder, 'moved');
  await cp(original, moved, { recursive: true });
  const away = join(folder, 'away');
  await rename(original, away);
  try {
    await useEverything(moved);
  } finally {
    await rename(away, original);
  }
});

it('evaluates a task that was moved and renamed since, by the fingerprint of its images', async () => {
  const copy = join(folder, 'ws-renamed');
  await cp(original, copy, { recursive: true });
  const renamed = join(copy, 'datasets', 'renamed');
  await rename(join(copy, 'datasets', 'own'), renamed);
  await rename(join(renamed, 'alpha'), join(renamed, 'first'));
  await withWorkbench(copy, async (workbench) => {
    const [old] = await workbench.call('dataset/list', {});
    const evaluate = (datasetId: string) =>
      workbench.call('evaluation/start', {
        name: '',
        weights: { kind: 'run', runId: trained, stage: 1, which: 'best' },
        target: { kind: 'task', datasetId, task: 'alpha', split: 'test' },
        engine: 'wasm',
        skipsUnreadable: false,
      });
    await expect(evaluate(old?.id ?? '')).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/images of task "alpha" are not in ".*own.alpha" any more.*--data DIR/),
    });
    const { id } = await workbench.call('dataset/add', { path: renamed });
    await expect.poll(async () => (await workbench.call('dataset/get', { datasetId: id })).state).toBe('ready');
    const auc = (await workbench.call('run/get', { runId: trained })).summary.matrix[0]?.[0];
    for (const datasetId of [id, old?.id ?? '']) {
      const { id: evaluationId } = await evaluate(datasetId);
      const ended = async () => workbench.call('evaluation/get', { evaluationId });
      await expect.poll(async () => (await ended()).state, { timeout: 60_000 }).toBe('complete');
      expect((await ended()).result?.metrics).toMatchObject({ auc, task: 'alpha' });
      const file = await readFile(join(copy, 'evaluations', evaluationId, 'evaluation.json'), 'utf8');
      expect(file).not.toContain(folder);
    }
  });
});

it('copied while a run trains, does not take the worker of the original for its own', async () => {
  const copy = join(folder, 'ws-live');
  const now = new Date().toISOString();
  const live = join(original, 'runs', stopped);
  await writeFile(
    join(live, 'worker.json'),
    JSON.stringify({
      processId: process.pid,
      host: hostname(),
      startedAt: now,
      heartbeatAt: now,
      place: await new RunFolder(live).place(),
    }),
  );
  await cp(original, copy, { recursive: true });
  await rm(join(live, 'worker.json'));
  await withWorkbench(copy, async (workbench) => {
    await workbench.call('run/resume', { runId: stopped });
    const run = await waitForRun(workbench, stopped, ({ state }) => state === 'complete' || state === 'failed');
    expect(run.error).toBeNull();
  });
});

it('of an older version and moved, finds its runs and the datasets inside it', async () => {
  const before = join(folder, 'old-before');
  await mkdir(before);
  const workspace = await copyOldWorkspace(before);
  // As the demo's tasks lie, with the absolute paths that older versions wrote.
  const inside = join(workspace, 'datasets', 'own');
  await mkdir(join(workspace, 'datasets'));
  await rename(join(before, 'data'), inside);
  replaceInRegistry(workspace, join(before, 'data'), inside);
  for (const id of Object.values(oldRuns)) {
    const file = join(workspace, 'runs', id, 'run.json');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(join(before, 'data'), inside));
  }
  const moved = join(folder, 'old-moved');
  await rename(workspace, moved);
  await withWorkbench(moved, async (workbench) => {
    const [dataset] = await workbench.call('dataset/list', {});
    expect(dataset?.path).toBe(join(moved, 'datasets', 'own'));
    expect(dataset?.tasks.map(({ path }) => path)).toEqual([
      join(moved, 'datasets', 'own', 'alpha'),
      join(moved, 'datasets', 'own', 'beta'),
    ]);
    await workbench.call('run/resume', { runId: oldRuns.cutOff });
    const run = await waitForRun(workbench, oldRuns.cutOff, ({ state }) => state === 'complete' || state === 'failed');
    expect(run).toMatchObject({ error: null, folder: join(moved, 'runs', oldRuns.cutOff) });
  });
});

/** Everything that the tables hold, as text. */
function registryText(workspace: string): string {
  const database = new Database(join(workspace, 'registry.sqlite'), { readonly: true });
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all();
  const text = JSON.stringify(tables.map((name) => database.prepare(`SELECT * FROM "${String(name)}"`).all()));
  database.close();
  return text;
}

function replaceInRegistry(workspace: string, from: string, to: string): void {
  const database = new Database(join(workspace, 'registry.sqlite'));
  for (const [table, column] of [
    ['dataset', 'path'],
    ['task', 'scan'],
    ['run', 'file'],
  ]) {
    database.prepare(`UPDATE ${table} SET ${column} = replace(${column}, ?, ?)`).run(from, to);
  }
  database.close();
}
