/** Damage that is met while a workspace is open, and what may not come of it: a training that begins anew, a run that starts twice. */
import Database from 'better-sqlite3';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRegistry } from '../../../src/main/registry/registry';
import { importRun } from '../../../src/main/runs/import-run';
import { EventLog } from '../../../src/main/runs/event-log';
import { RunFolder } from '../../../src/main/runs/run-folder';
import type { RunEventBody } from '../../../src/shared/event';
import { evaluated, eventsOf, runFile, stageStarted, started } from '../../fixtures/run-file';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';
import { appendEvents } from '../../fixtures/written-run';

let workspace: string;
let file: string;
beforeEach(async () => {
  workspace = await temporaryFolder('damage');
  file = join(workspace, 'registry.sqlite');
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const training: RunEventBody[] = [started, evaluated(0, [0.5, 0.5]), stageStarted(1), evaluated(1, [0.9, 0.6])];
const completed: RunEventBody = { type: 'run/completed', elapsedSeconds: 9 };

async function makeFolder(id: string, bodies: readonly RunEventBody[]): Promise<RunFolder> {
  const folder = new RunFolder(join(workspace, 'runs', id));
  await mkdir(folder.path, { recursive: true });
  await folder.writeRun(runFile(id));
  if (bodies.length > 0) await appendEvents(folder, eventsOf(bodies));
  return folder;
}

function dropTable(name: string): void {
  const database = new Database(file);
  database.pragma('foreign_keys = OFF');
  database.exec(`DROP TABLE ${name}`);
  database.close();
}

const openHere = (options = {}) => openTestWorkbench(workspace, { importsRuns: true, ...options });

it('goes on over a registry that is damaged while it is open, says so once, and after a rebuild by another process', async () => {
  await makeFolder('run-a', [...training, completed]);
  const workbench = await openHere();
  const told: unknown[] = [];
  workbench.subscribe((name, payload) => {
    if (name === 'registry/health') told.push(payload);
  });
  expect(await workbench.call('run/list', {})).toHaveLength(1);
  dropTable('run');
  const listed = await workbench.call('run/list', {});
  expect(listed.map(({ id, state }) => [id, state])).toEqual([['run-a', 'complete']]);
  expect(told).toEqual([{ damage: expect.stringContaining('registry rebuild') }]);
  await expect(workbench.call('run/annotate', { runId: 'run-a', notes: { notes: 'x' } })).rejects.toMatchObject({
    code: 'damaged',
  });

  const other = await openHere();
  await other.call('registry/rebuild', {});
  await other.close();
  const health = async () => (await workbench.call('registry/health', {})).damage;
  await expect.poll(health, { timeout: 10_000 }).toBeNull();
  await workbench.call('run/annotate', { runId: 'run-a', notes: { notes: 'x' } });
  await workbench.close();
});

it('starts nothing while another registry stands in', async () => {
  await makeFolder('run-a', []);
  await writeFile(file, 'no database '.repeat(1000));
  const workbench = await openHere({ startsRuns: true, workerScript: join(workspace, 'none.js') });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect((await workbench.call('run/list', {})).map(({ state }) => state)).toEqual(['queued']);
  await workbench.close();
});

it.each<[string, (folder: RunFolder) => Promise<unknown>]>([
  ['whose events are gone', (folder) => rm(folder.eventsPath)],
  ['whose events are all broken', (folder) => writeFile(folder.eventsPath, '{"sequence"\n')],
  ['whose control.json is no JSON', (folder) => writeFile(folder.controlPath, '{')],
])('never puts a run into the queue %s', async (_, damage) => {
  const folder = await makeFolder('run-a', [...training, completed]);
  await folder.writeControl('resume');
  await mkdir(join(folder.path, 'weights/stage-1'), { recursive: true });
  await damage(folder);
  const registry = openRegistry(file);
  expect(await importRun(registry, folder.path)).not.toEqual([]);
  expect(registry.runs.get('run-a').state).not.toBe('queued');
  registry.close();
});

it('lets a worker go on behind the last line that can be read', async () => {
  const folder = await makeFolder('run-a', training);
  await writeFile(folder.eventsPath, '{"half\n', { flag: 'a' });
  const log = await EventLog.open(folder.eventsPath);
  await log.append(completed);
  await log.close();
  const registry = openRegistry(file);
  expect(await importRun(registry, folder.path)).toEqual([expect.stringContaining('1 line that cannot be read')]);
  expect(registry.runs.get('run-a').state).toBe('complete');
  registry.close();
});

it('shows what a person wrote where notes.json is damaged, and keeps the damaged file when it is changed', async () => {
  const folder = await makeFolder('run-a', [...training, completed]);
  await folder.writeNotes({ name: 'A', tags: ['t'], notes: 'Words', archived: true });
  const workbench = await openHere();
  await writeFile(folder.notesPath, '{');
  await workbench.call('registry/rebuild', {});
  const { summary } = await workbench.call('run/get', { runId: 'run-a' });
  expect(summary).toMatchObject({ name: 'A', tags: ['t'], notes: 'Words', archived: true });
  expect(summary.damage).toEqual([expect.stringContaining('notes.json" is not JSON')]);
  await workbench.call('run/annotate', { runId: 'run-a', notes: { notes: 'Others' } });
  expect((await workbench.call('run/get', { runId: 'run-a' })).summary).not.toHaveProperty('damage');
  expect(await folder.readNotes()).toMatchObject({ name: 'A', notes: 'Others' });
  await workbench.close();
});
