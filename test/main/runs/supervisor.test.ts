/** What the supervisor makes of runs whose worker is at work: here the test itself, by its process id. */
import { appendFile, mkdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { JobsHere } from '../../fixtures/jobs-here';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { writeJsonDurably } from '../../../src/main/runs/durable-file';
import { RunImports } from '../../../src/main/runs/run-imports';
import { Supervisor } from '../../../src/main/runs/supervisor';
import type { RunEvent, RunEventBody } from '../../../src/shared/event';
import { batches, eventsOf, runFile, started, stageStarted } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let workspace: string;
let folder: RunFolder;
let registry: Registry;
let supervisor: Supervisor;
let heard: number[];
let logged: string[];

beforeEach(async () => {
  workspace = await temporaryFolder('supervisor');
  registry = openRegistry(join(workspace, 'registry.sqlite'));
  folder = new RunFolder(join(workspace, 'runs', 'run-a'));
  await mkdir(folder.path, { recursive: true });
  await folder.writeRun(runFile('run-a'));
  const now = new Date().toISOString();
  const worker = { processId: process.pid, host: hostname(), startedAt: now, heartbeatAt: now };
  await writeJsonDurably(folder.workerPath, worker);
  heard = [];
  logged = [];
});
afterEach(async () => {
  await supervisor.close();
  registry.close();
  await rm(workspace, { recursive: true, force: true });
});

async function follow(onEvents: (runId: string, events: readonly RunEvent[]) => void): Promise<void> {
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  supervisor = new Supervisor({
    jobs: new JobsHere(),
    registry,
    imports: new RunImports({
      registry,
      runsFolder: join(workspace, 'runs'),
      isOn: true,
      log,
      onProgress: () => undefined,
    }),
    importsBehind: false,
    workerScript: join(workspace, 'none.js'),
    remoteRuns: { look: () => undefined },
    slots: 1,
    startsRuns: false,
    log,
    onEvents,
    onPass: () => undefined,
  });
  await append(1, started, stageStarted(1));
  await supervisor.start();
}

async function append(first: number, ...bodies: RunEventBody[]): Promise<void> {
  const lines = eventsOf(bodies, first).map((event) => `${JSON.stringify(event)}\n`);
  await appendFile(folder.eventsPath, lines.join(''));
}

it('lets a run go on when a listener throws over its events', async () => {
  let throws = true;
  await follow((_, events) => {
    if (throws) throw new Error('The listener is broken.');
    heard.push(...events.map(({ sequence }) => sequence));
  });
  await append(3, batches(1, 1, 2, 0.7));
  await supervisor.pass();
  expect(registry.runs.get('run-a')).toMatchObject({ state: 'training', error: null });
  expect(registry.runDetail('run-a').reading.lastSequence).toBe(3);

  throws = false;
  await append(4, batches(1, 1, 4, 0.6));
  await supervisor.pass();
  expect(heard).toEqual([4]);
});

it('leaves out a line that is no event, and says so with the run', async () => {
  await follow(() => undefined);
  await appendFile(folder.eventsPath, 'no event\n');
  await supervisor.pass();
  const { state, error, damage } = registry.runs.get('run-a');
  expect([state, error]).toEqual(['training', null]);
  expect(damage?.join(' ')).toContain('no event');
});

it('tells of a worker that hangs, and takes it back when it gets on', async () => {
  await follow(() => undefined);
  const at = new Date().toISOString();
  const worker = { processId: process.pid, host: hostname(), startedAt: at, heartbeatAt: at };
  const pulse = { beat: 200, quietSeconds: 400, longestSeconds: 1, busySeconds: 0 };
  await writeJsonDurably(folder.workerPath, { ...worker, pulse });
  await supervisor.pass();
  expect(registry.runs.get('run-a')).toMatchObject({ state: 'training', error: { code: 'hung' } });
  await writeJsonDurably(folder.workerPath, { ...worker, pulse: { ...pulse, beat: 201, quietSeconds: 1 } });
  await supervisor.pass();
  expect(registry.runs.get('run-a')).toMatchObject({ state: 'training', error: null });
});

it('says once what goes wrong at every pass, follows the other runs, and keeps none of the events', async () => {
  await follow(() => undefined);
  const take = vi.spyOn(registry.intake, 'take').mockImplementation(() => {
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  });
  await append(3, batches(1, 1, 2, 0.7));
  for (let pass = 0; pass < 3; pass += 1) await supervisor.pass();
  expect(logged.filter((line) => line.includes('cannot be taken in'))).toEqual([
    expect.stringMatching(/There is no room on the disk for .*registry.sqlite.*: 256 KiB needed, .* free/),
  ]);
  take.mockRestore();
  await supervisor.pass();
  expect(registry.runDetail('run-a').reading.lastSequence).toBe(3);
});
