/** Deleting into the bin and back, archive, tags and names, held by the folders and not by the registry alone. */
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PushName } from '../../../src/shared/contract';
import type { Workbench } from '../../../src/main/workbench-api';
import { folderHash } from '../../fixtures/folder-hash';
import { copyOldWorkspace, oldRuns } from '../../fixtures/old-workspace';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: string;
let workspace: string;
let workbench: Workbench;

beforeEach(async () => {
  folder = await temporaryFolder('bin');
  workspace = await copyOldWorkspace(folder);
  workbench = await openTestWorkbench(workspace);
});
afterEach(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

const idsOf = async () => (await workbench.call('run/list', {})).map(({ id }) => id).sort();

async function again(options = {}): Promise<void> {
  await workbench.close();
  workbench = await openTestWorkbench(workspace, options);
}

it('moves a run with all its files into the bin and back, and tells who listens', async () => {
  const run = join(workspace, 'runs', oldRuns.ft);
  const binned = join(workspace, 'bin', 'run', oldRuns.ft);
  const before = await folderHash(run);
  const summary = await workbench.call('run/get', { runId: oldRuns.ft });
  const told: [PushName, unknown][] = [];
  workbench.subscribe((name, payload) => told.push([name, payload]));

  const [entry] = await workbench.call('run/delete', { runIds: [oldRuns.ft] });
  expect([existsSync(run), existsSync(binned)]).toEqual([false, true]);
  expect(await idsOf()).not.toContain(oldRuns.ft);
  expect(told).toContainEqual(['run/removed', { runIds: [oldRuns.ft] }]);
  expect(entry).toMatchObject({ entry: `run/${oldRuns.ft}`, kind: 'run', id: oldRuns.ft });
  expect(entry?.sizeBytes).toBeGreaterThan(1000);
  const days = (Date.parse(entry?.endsAt ?? '') - Date.parse(entry?.deletedAt ?? '')) / 86_400_000;
  expect(days).toBe(30);

  const restored = await workbench.call('bin/restore', { entries: [`run/${oldRuns.ft}`] });
  expect(restored).toEqual({ runIds: [oldRuns.ft], evaluationIds: [] });
  expect(await workbench.call('run/get', { runId: oldRuns.ft })).toEqual(summary);
  // Folders' times of change are theirs; files keep every byte and their own.
  const files = (hashes: Record<string, string>) =>
    Object.entries(hashes).filter(([, hash]) => !hash.startsWith('folder'));
  expect(files(await folderHash(run))).toEqual(files(before));
  expect(await workbench.call('bin/list', {})).toEqual([]);
});

it('leaves a deleted run out of a registry that is made anew, and keeps what is archived so', async () => {
  await workbench.call('run/delete', { runIds: [oldRuns.ft] });
  await workbench.call('run/mark', {
    runIds: [oldRuns.cored],
    addTags: ['paper', 'paper'],
    removeTags: [],
    archived: true,
  });
  await workbench.call('registry/rebuild', {});
  expect(await idsOf()).toEqual([oldRuns.cored, oldRuns.cutOff].sort());
  const kept = (await workbench.call('run/get', { runId: oldRuns.cored })).summary;
  expect([kept.archived, kept.tags]).toEqual([true, ['paper']]);

  const [listed] = await workbench.call('run/mark', {
    ...{ runIds: [oldRuns.cored], addTags: ['b'], removeTags: ['paper'], archived: false },
  });
  expect([listed?.archived, listed?.tags]).toEqual([undefined, ['b']]);
});

it('forgets a run whose folder had been moved when the process was cut off', async () => {
  await workbench.call('run/delete', { runIds: [oldRuns.ft] });
  await workbench.call('bin/restore', { entries: [`run/${oldRuns.ft}`] });
  const file = JSON.parse(await readFile(join(workspace, 'runs', oldRuns.ft, 'run.json'), 'utf8'));
  await workbench.close();
  // As the crash leaves it: in the bin, and still in the registry.
  const { BinFolder } = await import('../../../src/main/bin/bin-folder');
  const bin = new BinFolder(join(workspace, 'bin'));
  const of = { id: file.id, name: 'x', experimentName: null };
  (await bin.prepare('run', join(workspace, 'runs', oldRuns.ft), of))();
  workbench = await openTestWorkbench(workspace);
  expect(await idsOf()).toEqual([oldRuns.cored, oldRuns.cutOff].sort());
});

it('removes after 30 days at the next start, and nothing younger', async () => {
  await workbench.call('run/delete', { runIds: [oldRuns.ft, oldRuns.cored] });
  const path = join(workspace, 'bin', 'run', oldRuns.ft, 'deleted.json');
  const deleted = JSON.parse(await readFile(path, 'utf8'));
  const ago = new Date(Date.now() - 30 * 86_400_000 - 60_000).toISOString();
  await writeFile(path, JSON.stringify({ ...deleted, deletedAt: ago }));
  await again();
  expect(existsSync(path)).toBe(true); // a command that only looks removes nothing
  await again({ startsRuns: true });
  await workbench.close();
  expect(existsSync(path)).toBe(false);
  workbench = await openTestWorkbench(workspace);
  expect((await workbench.call('bin/list', {})).map(({ id }) => id)).toEqual([oldRuns.cored]);
});

it('refuses what waits or is there again, and touches none of the others', async () => {
  await workbench.call('run/resume', { runId: oldRuns.cutOff });
  await expect(workbench.call('run/delete', { runIds: [oldRuns.ft, oldRuns.cutOff] })).rejects.toMatchObject({
    code: 'conflict',
    message: `Run "${oldRuns.cutOff}" cannot be deleted: it is queued. Stop it first.`,
  });
  expect(await idsOf()).toContain(oldRuns.ft);
  await expect(workbench.call('bin/restore', { entries: ['run/nothing'] })).rejects.toMatchObject({
    code: 'not-found',
  });
});

it('removes for ever when it is emptied', async () => {
  await workbench.call('run/delete', { runIds: [oldRuns.ft, oldRuns.cored] });
  expect(await workbench.call('bin/empty', { entries: [`run/${oldRuns.ft}`] })).toHaveLength(1);
  expect(await workbench.call('bin/empty', {})).toEqual([]);
  expect(existsSync(join(workspace, 'bin', 'run', oldRuns.cored))).toBe(false);
});

it('renames an experiment for all its runs, also when the registry is made anew', async () => {
  const { experimentId } = (await workbench.call('run/get', { runId: oldRuns.ft })).summary;
  const renamed = await workbench.call('experiment/rename', { experimentId, name: 'Orders, second try' });
  expect([renamed.name, ...new Set(renamed.runs.map(({ experimentName }) => experimentName))]).toEqual([
    'Orders, second try',
    'Orders, second try',
  ]);
  await workbench.call('registry/rebuild', {});
  expect((await workbench.call('experiment/get', { experimentId })).name).toBe('Orders, second try');
  const file = JSON.parse(await readFile(join(workspace, 'runs', oldRuns.ft, 'run.json'), 'utf8'));
  expect(file.experiment.name).toBe('Made at 8095bd0');
});

it('tells of an experiment again that comes back with its last run', async () => {
  const { experimentId } = (await workbench.call('run/get', { runId: oldRuns.cutOff })).summary;
  await workbench.call('run/delete', { runIds: [oldRuns.cutOff] });
  await expect(workbench.call('experiment/get', { experimentId })).rejects.toMatchObject({ code: 'not-found' });
  const told: PushName[] = [];
  workbench.subscribe((name) => told.push(name));
  await workbench.call('bin/restore', { entries: [`run/${oldRuns.cutOff}`] });
  expect(told).toContain('experiment/created');
});

it('keeps views in the workspace, one for each name', async () => {
  const view = { name: 'Best', query: 'averageAuc > 0.9', columns: 'method,seed', sort: '-averageAuc', group: '' };
  await workbench.call('view/save', { view: { ...view, query: '' } });
  await workbench.call('view/save', { view });
  await again();
  expect(await workbench.call('view/list', {})).toEqual([view]);
  expect(await workbench.call('view/remove', { name: 'Best' })).toEqual([]);
});
