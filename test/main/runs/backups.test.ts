/** Backups: one file, checked, that brings registry and notes back; what was there before is kept. */
import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Workbench } from '../../../src/main/workbench-api';
import { importRun } from '../../../src/main/runs/import-run';
import { openRegistry } from '../../../src/main/registry/registry';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { evaluated, eventsOf, runFile, stageStarted, started } from '../../fixtures/run-file';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';
import { appendEvents } from '../../fixtures/written-run';

let folder: string;
let workspace: string;
let workbench: Workbench;
let backup: string;

beforeEach(async () => {
  folder = await temporaryFolder('backups');
  workspace = join(folder, 'workspace');
  backup = join(folder, 'of-today.sqlite');
  const registry = openRegistry(join(await made(workspace), 'registry.sqlite'));
  for (const id of ['run-a', 'run-b']) {
    const run = new RunFolder(join(workspace, 'runs', id));
    await mkdir(run.path, { recursive: true });
    await run.writeRun(runFile(id));
    await run.writeNotes({ name: id, tags: [], notes: `Words on ${id}` });
    await appendEvents(run, eventsOf([started, evaluated(0, [0.5, 0.5]), stageStarted(1), evaluated(1, [0.9, 0.6])]));
    await importRun(registry, run.path);
  }
  registry.datasets.add({ id: 'd', name: 'Faces', path: join(folder, 'faces') });
  registry.close();
  workbench = await openTestWorkbench(workspace);
  await workbench.call('view/save', {
    view: { name: 'Table 2', query: '', sort: '', columns: '', group: '' },
  });
});
afterEach(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

async function made(path: string): Promise<string> {
  await mkdir(path, { recursive: true });
  return path;
}

const words = async () => (await workbench.call('run/list', {})).map(({ id, notes }) => [id, notes]).sort();
const before = [
  ['run-a', 'Words on run-a'],
  ['run-b', 'Words on run-b'],
];

it('is one sound file of registry, notes and views, and is not written over another', async () => {
  const info = await workbench.call('backup/write', { to: backup });
  expect(info).toMatchObject({ path: backup, runs: 2, files: 4 });
  const database = new Database(backup, { readonly: true });
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(database.prepare('SELECT path FROM backup_file ORDER BY path').pluck().all()).toEqual([
    'registry-kept.json',
    'runs/run-a/notes.json',
    'runs/run-b/notes.json',
    'views.json',
  ]);
  database.close();
  expect(await readdir(folder)).toEqual(['of-today.sqlite', 'workspace']);
  await expect(workbench.call('backup/write', { to: backup })).rejects.toMatchObject({ code: 'conflict' });
  const { path } = await workbench.call('backup/write', {});
  expect(path).toContain(join(workspace, 'backups', 'backup-'));
});

it('brings back what was changed, removed and forgotten since, and keeps what was there', async () => {
  await workbench.call('backup/write', { to: backup });
  await workbench.call('run/annotate', { runId: 'run-a', notes: { notes: 'Others' } });
  await workbench.call('dataset/remove', { datasetId: 'd' });
  await workbench.call('view/remove', { name: 'Table 2' });
  // Trained on since: that is in its folder, which no backup holds.
  await appendEvents(
    new RunFolder(join(workspace, 'runs/run-b')),
    eventsOf([{ type: 'run/completed', elapsedSeconds: 5 }], 5),
  );
  const restored = await workbench.call('backup/restore', { path: backup });
  expect(restored.problems).toEqual([]);
  expect(await words()).toEqual(before);
  expect(JSON.parse(await readFile(join(workspace, 'runs/run-a/notes.json'), 'utf8'))).toMatchObject({
    notes: 'Words on run-a',
  });
  expect((await workbench.call('dataset/list', {})).map(({ id, name }) => [id, name])).toEqual([['d', 'Faces']]);
  expect((await workbench.call('view/list', {})).map(({ name }) => name)).toEqual(['Table 2']);
  expect((await workbench.call('run/list', {})).find(({ id }) => id === 'run-b')?.state).toBe('complete');
  await workbench.call('backup/restore', { path: restored.keptAs });
  expect(await words()).toEqual([['run-a', 'Others'], before[1]]);
  expect(await workbench.call('dataset/list', {})).toEqual([]);
});

it('brings a damaged registry back', async () => {
  await workbench.call('backup/write', { to: backup });
  await workbench.close();
  await writeFile(join(workspace, 'registry.sqlite'), 'no database '.repeat(1000));
  await rm(join(workspace, 'registry-kept.json'));
  workbench = await openTestWorkbench(workspace);
  await expect(workbench.call('backup/write', {})).rejects.toMatchObject({ code: 'damaged' });
  const { keptAs } = await workbench.call('backup/restore', { path: backup });
  expect(await readFile(keptAs, 'utf8')).toMatch(/^no database/);
  expect(await words()).toEqual(before);
  expect(await workbench.call('dataset/list', {})).toHaveLength(1);
  expect(await workbench.call('registry/health', {})).toEqual({ damage: null });
});

it('lists a run whose folder is gone as the backup has it', async () => {
  await workbench.call('backup/write', { to: backup });
  await rm(join(workspace, 'runs/run-b'), { recursive: true });
  const { problems } = await workbench.call('backup/restore', { path: backup });
  expect(problems).toEqual([expect.stringContaining('run-b'), expect.stringContaining('run-b')]);
  const run = (await workbench.call('run/get', { runId: 'run-b' })).summary;
  expect(run.matrix[0]).toEqual([0.9, 0.6]);
  expect(run.damage?.join()).toContain('is gone');
});

it.each<[string, (path: string) => Promise<unknown>, object]>([
  [
    'cut off',
    async (path) => writeFile(path, (await readFile(path)).subarray(0, 9000)),
    { code: expect.stringMatching(/damaged|bad-input/) },
  ],
  ['damaged within', async (path) => damageWithin(path), { code: 'damaged' }],
  ['no backup', (path) => writeFile(path, 'something else'), { code: 'bad-input' }],
  ['a folder', async (path) => rm(path).then(() => mkdir(path)), { code: 'not-found' }],
  ['of a newer version', async (path) => makeNewer(path), { code: 'newer-version' }],
])('is refused where it is %s, and nothing is changed', async (_, spoil, error) => {
  await workbench.call('backup/write', { to: backup });
  await spoil(backup);
  await workbench.call('run/annotate', { runId: 'run-a', notes: { notes: 'Others' } });
  await expect(workbench.call('backup/restore', { path: backup })).rejects.toMatchObject(error);
  expect(await words()).toEqual([['run-a', 'Others'], before[1]]);
  expect(existsSync(join(workspace, 'backups'))).toBe(false);
  expect((await readdir(workspace)).filter((name) => name.includes('partial'))).toEqual([]);
});

async function damageWithin(path: string): Promise<void> {
  const bytes = await readFile(path);
  // The page of the table of runs, whose rows the list is made of.
  const database = new Database(path, { readonly: true });
  const page = Number(database.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'stage'`).pluck().get());
  database.close();
  bytes.fill(0xa5, (page - 1) * 4096, page * 4096);
  await writeFile(path, bytes);
}

function makeNewer(path: string): Promise<void> {
  const database = new Database(path);
  database.exec('UPDATE backup_info SET version = 99');
  database.close();
  return Promise.resolve();
}
