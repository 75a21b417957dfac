/** Run folders on their way into the registry: whole or not at all, and never behind what their events say. */
import Database from 'better-sqlite3';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { resumeRun } from '../../../src/main/runs/control-run';
import { importRun } from '../../../src/main/runs/import-run';
import { rebuildRegistry } from '../../../src/main/runs/rebuild-registry';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { RunImports } from '../../../src/main/runs/run-imports';
import type { RunEventBody } from '../../../src/shared/event';
import type { Importing, RunState } from '../../../src/shared/run';
import { batches, evaluated, eventsOf, runFile, started, stageStarted } from '../../fixtures/run-file';
import { openTestWorkbench, temporaryFolder, testHost } from '../../fixtures/tiny-workbench';
import { appendEvents } from '../../fixtures/written-run';

let workspace: string;
let runsFolder: string;
let registry: Registry;
beforeEach(async () => {
  workspace = await temporaryFolder('import');
  runsFolder = join(workspace, 'runs');
  registry = openRegistry(join(workspace, 'registry.sqlite'));
});
afterEach(async () => {
  registry.close();
  await rm(workspace, { recursive: true, force: true });
});

const completed: RunEventBody = { type: 'run/completed', elapsedSeconds: 9 };
const training: RunEventBody[] = [started, evaluated(0, [0.5, 0.5]), stageStarted(1), batches(1, 1, 4, 0.7)];

async function makeFolder(id: string, bodies: readonly RunEventBody[]): Promise<RunFolder> {
  const folder = new RunFolder(join(runsFolder, id));
  await mkdir(folder.path, { recursive: true });
  await folder.writeRun(runFile(id));
  await appendEvents(folder, eventsOf(bodies));
  return folder;
}

/** What a process of an older version left that was interrupted between adding the run and taking in its events. */
function leaveHalfImported(folder: RunFolder, id: string, state: 'stopped' | 'queued' = 'stopped'): void {
  registry.runs.add({ file: runFile(id), folder: folder.path, notes: { name: id, tags: [], notes: '' }, state });
}

const longRun: RunEventBody[] = [
  ...training,
  // Several reads of the file.
  ...Array.from({ length: 4 }, (): RunEventBody => ({
    ...{ type: 'log/written', level: 'info' },
    message: 'x'.repeat(800_000),
  })),
  evaluated(1, [0.9, 0.6]),
  completed,
];

it.each([false, true])('shows nobody a part of a run while it is imported (replaces: %s)', async (replaces) => {
  const folder = await makeFolder('run-a', longRun);
  if (replaces) await importRun(registry, folder.path);
  const other = new Database(join(workspace, 'registry.sqlite'), { readonly: true });
  const seen = new Set<unknown>();
  const looking = setInterval(() => {
    const row = other.prepare(`SELECT state FROM run WHERE id = 'run-a'`).pluck().get();
    seen.add(row ?? 'none');
  }, 0);
  await importRun(registry, folder.path, { replaces });
  await new Promise((resolve) => setTimeout(resolve, 5));
  clearInterval(looking);
  other.close();
  expect([...seen].filter((state) => state !== 'none')).toEqual(['complete']);
  expect(seen.has('none')).toBe(!replaces);
  expect(registry.runs.get('run-a')).toMatchObject({
    state: 'complete',
    matrix: [
      [0.9, 0.6],
      [null, null],
    ],
  });
});

it('leaves what was known as it is when a rebuild is interrupted', async () => {
  const folder = await makeFolder('run-a', longRun);
  await importRun(registry, folder.path);
  // A rebuild that ends over this run, here because another one lies in its folder.
  await folder.writeRun(runFile('run-b'));
  await expect(importRun(registry, folder.path, { replaces: true })).rejects.toMatchObject({ code: 'conflict' });
  expect(registry.runs.get('run-a').state).toBe('complete');
});

it.each<[RunState, RunEventBody[]]>([
  ['queued', []],
  ['interrupted', training],
  ['stopped', [...training, { type: 'run/stopped' }]],
  ['failed', [...training, { type: 'run/failed', error: { code: 'internal', message: 'It broke.' } }]],
  ['complete', [...training, completed]],
])('takes a run in as %s', async (state, bodies) => {
  const folder = await makeFolder('run-a', bodies);
  await importRun(registry, folder.path);
  expect(registry.runs.get('run-a').state).toBe(state);
});

it('refuses to resume a run that is complete by its events, and corrects the list', async () => {
  const folder = await makeFolder('run-a', [...training, completed]);
  leaveHalfImported(folder, 'run-a');
  await expect(resumeRun(registry, 'run-a')).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(/run-a.*cannot be resumed.*complete/),
  });
  expect(await folder.readControl()).toBeNull();
  expect(registry.runs.get('run-a').state).toBe('complete');
});

it.each(['stopped', 'queued'] as const)('repairs at the next start what was left as %s', async (state) => {
  const folder = await makeFolder('run-a', [...training, completed]);
  leaveHalfImported(folder, 'run-a', state);
  const workbench = await openTestWorkbench(workspace, { startsRuns: true, workerScript: join(workspace, 'none.js') });
  const { summary } = await workbench.call('run/get', { runId: 'run-a' });
  await workbench.close();
  expect(summary.state).toBe('complete');
});

it('does not put a run back into the queue that another process has just taken out of it', async () => {
  const folder = await makeFolder('run-a', []);
  await importRun(registry, folder.path);
  expect(registry.queue.claim(1, Date.now())?.id).toBe('run-a');
  registry.queue.setWorker('run-a', 4711);
  await rebuildRegistry(registry, runsFolder);
  expect(registry.runs.row('run-a')).toMatchObject({ state: 'starting', worker_pid: 4711 });
});

it('does not queue a run whose worker died before it told anything, until a person asks for it', async () => {
  const folder = await makeFolder('run-a', []);
  await writeFile(folder.eventsPath, '{"sequence":1,"time":"2026-01-02');
  const startedAt = '2026-01-02T03:04:05.000Z';
  const gone = { processId: 999_999_999, host: 'elsewhere', startedAt, heartbeatAt: startedAt };
  await writeFile(folder.workerPath, JSON.stringify(gone));
  await importRun(registry, folder.path);
  expect(registry.runs.get('run-a')).toMatchObject({ state: 'interrupted', endedAt: startedAt });

  await folder.writeControl('resume');
  await importRun(registry, folder.path, { replaces: true });
  expect(registry.runs.get('run-a').state).toBe('queued');
});

it('leaves the reading of every folder to a rebuild, which reads it once', async () => {
  await makeFolder('run-a', training);
  const workbench = await openTestWorkbench(workspace, { importsRuns: false });
  expect(await workbench.call('run/list', {})).toEqual([]);
  expect(await workbench.call('registry/rebuild', {})).toMatchObject({ runs: 1, problems: [] });
  expect((await workbench.call('run/list', {})).map(({ state }) => state)).toEqual(['interrupted']);
  await workbench.close();
});

it('opens for an interface before the folders are taken in, and tells it how far they are', async () => {
  for (let index = 0; index < 20; index += 1) await makeFolder(`run-${index}`, longRun);
  const workbench = await openTestWorkbench(workspace, { host: { ...testHost(), kind: 'browser' } });
  expect((await workbench.call('run/list', {})).length).toBeLessThan(20);
  const progress = async () => (await workbench.call('registry/importing', {})).importing;
  await expect.poll(progress, { interval: 1 }).toMatchObject({ total: 20 });
  await expect.poll(async () => (await workbench.call('run/list', {})).length, { timeout: 20_000 }).toBe(20);
  await expect.poll(progress).toBeNull();
  await workbench.close();
});

it('tells how far it is, and goes on behind folders that cannot be read', async () => {
  await makeFolder('run-a', training);
  await mkdir(join(runsFolder, 'run-b'));
  await writeFile(join(runsFolder, 'run-b', 'run.json'), '{');
  await makeFolder('run-c', [...training, completed]);
  const told: (Importing | null)[] = [];
  const log = pino({ level: 'silent' });
  const imports = new RunImports({
    registry,
    runsFolder,
    isOn: true,
    log,
    onProgress: (progress) => told.push(progress),
  });
  await imports.look();
  await imports.look();
  expect(told).toEqual([...[0, 1, 2].map((done) => ({ done, total: 3 })), null]);
  expect(registry.runs.list().map(({ id }) => id)).toEqual(['run-c', 'run-a']);
});
