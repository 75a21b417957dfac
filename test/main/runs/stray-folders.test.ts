/** A run folder that was copied beside the original names a run that it is not. */
import { appendFile, cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RunFolder } from '../../../src/main/runs/run-folder';
import type { Workbench } from '../../../src/main/workbench-api';
import { folderHash } from '../../fixtures/folder-hash';
import { batches, eventsOf, runFile, started, stageStarted } from '../../fixtures/run-file';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let runs: string;
let workbench: Workbench;

beforeEach(async () => {
  folder = await temporaryFolder('strays');
  runs = join(folder, 'runs');
  const original = new RunFolder(join(runs, 'run-a'));
  await mkdir(original.path, { recursive: true });
  await original.writeRun(runFile('run-a'));
  const lines = eventsOf([started, stageStarted(1), batches(1, 1, 2, 0.7), { type: 'run/stopped' }]);
  await appendFile(original.eventsPath, lines.map((event) => `${JSON.stringify(event)}\n`).join(''));
  workbench = await openTestWorkbench(folder);
  expect((await workbench.call('run/get', { runId: 'run-a' })).summary.state).toBe('stopped');
});
afterEach(async () => {
  await workbench.close();
  await rm(folder, { recursive: true, force: true });
});

async function copyTo(name: string, ...more: Parameters<typeof eventsOf>[0]): Promise<void> {
  await cp(join(runs, 'run-a'), join(runs, name), { recursive: true });
  const lines = eventsOf(more, 5).map((event) => `${JSON.stringify(event)}\n`);
  await appendFile(join(runs, name, 'events.jsonl'), lines.join(''));
  await workbench.close();
  workbench = await openTestWorkbench(folder);
}

it('leaves the original as it is, and is listed with the way out', async () => {
  const before = await folderHash(join(runs, 'run-a'));
  await copyTo('run-a-backup', { type: 'run/started', engine: 'cpu', resumed: true, processId: 4711 });
  const { summary } = await workbench.call('run/get', { runId: 'run-a' });
  expect(summary).toMatchObject({ state: 'stopped', error: null, folder: join(runs, 'run-a') });
  expect(await workbench.call('stray/list', {})).toEqual([
    { folder: 'run-a-backup', runId: 'run-a', name: 'FT, seed 1', hasOriginal: true },
  ]);
  const { problems } = await workbench.call('registry/rebuild', {});
  expect(problems).toEqual([
    expect.stringMatching(/run-a-backup.*holds the run "run-a".*cored registry adopt run-a-backup/s),
  ]);
  expect((await workbench.call('run/get', { runId: 'run-a' })).summary.state).toBe('stopped');
  expect(await folderHash(join(runs, 'run-a'))).toEqual(before);
});

it('becomes a run of its own in one action, under the name of its folder', async () => {
  await copyTo('run-a-backup');
  const before = await folderHash(join(runs, 'run-a'));
  const adopted = await workbench.call('stray/adopt', { folder: 'run-a-backup' });
  expect(adopted).toMatchObject({ id: 'run-a-backup', state: 'stopped', folder: join(runs, 'run-a-backup') });
  expect(await workbench.call('stray/list', {})).toEqual([]);
  expect((await workbench.call('run/list', {})).map(({ id }) => id).sort()).toEqual(['run-a', 'run-a-backup']);
  expect(await folderHash(join(runs, 'run-a'))).toEqual(before);
  expect(await workbench.call('registry/rebuild', {})).toMatchObject({ runs: 2, problems: [] });
});

it('gets a name that can be an id where its folder has none', async () => {
  await copyTo('run-a (copy)');
  const { id } = await workbench.call('stray/adopt', { folder: 'run-a (copy)' });
  expect(id).toMatch(/^run-a-copy-[0-9a-f]{8}$/);
  expect((await readdir(runs)).sort()).toEqual(['run-a', id]);
  expect((await new RunFolder(join(runs, id)).readRun()).id).toBe(id);
});

it('refuses to adopt a run in its own folder, and what is no folder of the workspace', async () => {
  await expect(workbench.call('stray/adopt', { folder: 'run-a' })).rejects.toMatchObject({ code: 'conflict' });
  for (const name of ['none', '../runs/run-a', '.', '..']) {
    await expect(workbench.call('stray/adopt', { folder: name })).rejects.toMatchObject({ code: 'not-found' });
  }
});
