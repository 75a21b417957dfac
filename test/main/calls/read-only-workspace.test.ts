/** A workspace that may not be written opens for looking, and says so where something would have to be written. */
import { chmod, cp, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { CallInput, CallName } from '../../../src/shared/contract';
import type { Workbench } from '../../../src/main/workbench-api';
import { folderHash } from '../../fixtures/folder-hash';
import { copyOldWorkspace, oldRuns } from '../../fixtures/old-workspace';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

vi.setConfig({ hookTimeout: 120_000 });

/** Permissions hold for a plain user only. */
const isRoot = process.geteuid?.() === 0;
const plainUser = 1000;

let folder: string;
let workspace: string;
let before: Record<string, string>;
let workbench: Workbench;

beforeAll(async () => {
  folder = await temporaryFolder('read-only');
  // Its registry is of an older version and has to be migrated to be read.
  workspace = await copyOldWorkspace(folder);
  await rm(join(workspace, 'datasets'), { recursive: true, force: true });
  await cp(join(workspace, 'runs', oldRuns.ft), join(workspace, 'runs', 'a-backup'), { recursive: true });
  await mkdir(join(folder, 'target'), { mode: 0o777 });
  await chmod(join(folder, 'target'), 0o777);
  await chmod(folder, 0o755);
  for (const name of ['', 'runs', ...(await readdir(join(workspace, 'runs'))).map((id) => join('runs', id))]) {
    await chmod(join(workspace, name), 0o555);
  }
  before = await folderHash(workspace);
  if (isRoot) process.seteuid?.(plainUser);
  workbench = await openTestWorkbench(workspace, { startsRuns: true });
});
afterAll(async () => {
  await workbench.close();
  if (isRoot) process.seteuid?.(0);
  for (const name of ['', 'runs', ...(await readdir(join(workspace, 'runs'))).map((id) => join('runs', id))]) {
    await chmod(join(workspace, name), 0o755);
  }
  await rm(folder, { recursive: true, force: true });
});

it('shows runs, matrices, logs, comparisons, data and strays', async () => {
  expect((await workbench.call('run/list', {})).map(({ id }) => id).sort()).toEqual(Object.values(oldRuns).sort());
  const { summary, results } = await workbench.call('run/get', { runId: oldRuns.cored });
  expect(summary.state).toBe('complete');
  expect(results.length).toBeGreaterThan(0);
  expect((await workbench.call('run/log', { runId: oldRuns.cored, after: 0 })).length).toBeGreaterThan(0);
  expect((await workbench.call('comparison/get', { runIds: [oldRuns.ft, oldRuns.cored] })).rows).toHaveLength(2);
  expect((await workbench.call('dataset/list', {})).map(({ state }) => state)).toEqual(['ready']);
  expect((await workbench.call('stray/list', {})).map((stray) => stray.folder)).toEqual(['a-backup']);
  expect(await workbench.call('evaluation/list', {})).toEqual([]);
  await workbench.call('weights/list', {});
  expect((await workbench.call('app/info', {})).readOnly).toMatch(/open for looking only.*copy it/s);
});

it('writes what is asked for elsewhere', async () => {
  const to = join(folder, 'target', 'table');
  expect((await workbench.call('comparison/export', { runIds: [oldRuns.ft], to })).files.length).toBeGreaterThan(1);
});

const runId = oldRuns.cutOff;
const writing: { [Name in CallName]?: CallInput<Name> } = {
  'dataset/add': { path: '/data' },
  'dataset/scan': { datasetId: 'd' },
  'dataset/remove': { datasetId: 'd' },
  'dataset/relocate': { datasetId: 'd', path: '/data' },
  'demo/start': {},
  'run/pause': { runId },
  'run/resume': { runId },
  'run/stop': { runId },
  'run/annotate': { runId, notes: { notes: 'x' } },
  'run/mark': { runIds: [runId], addTags: ['x'], removeTags: [] },
  'run/delete': { runIds: [runId] },
  'experiment/rename': { experimentId: 'e', name: 'x' },
  'evaluation/rename': { evaluationId: 'e', name: 'x' },
  'evaluation/delete': { evaluationIds: ['e'] },
  'bin/restore': { entries: ['run/x'] },
  'bin/empty': {},
  'view/save': { view: { name: 'x', query: '', columns: '', sort: '', group: '' } },
  'view/remove': { name: 'x' },
  'stray/adopt': { folder: 'a-backup' },
  'evaluation/adopt': { folder: 'a-backup' },
  'dataset/map': { path: '/data', wish: null },
  'bundle/import': { path: '/a.cored.zip' },
  'cache/clear': {},
  'registry/rebuild': {},
};

it.each(Object.entries(writing))('refuses %s with the way out', async (name, input) => {
  await expect(workbench.callUnchecked(name, input)).rejects.toMatchObject({
    code: 'not-permitted',
    message: expect.stringMatching(
      new RegExp(`^The workspace "${workspace}" is open for looking only: .* .EACCES: permission denied.\\. .*copy`),
    ),
  });
});

it('leaves every byte and every time of change as it was, and nothing behind elsewhere', async () => {
  await workbench.close();
  expect(await folderHash(workspace)).toEqual(before);
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('cored-looked-at-'))).toEqual([]);
  workbench = await openTestWorkbench(workspace);
});
