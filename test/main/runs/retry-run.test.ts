/** Runs that break off, and are tried again as often as was asked for. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRegistry, type Registry } from '../../../src/main/registry/registry';
import { retryRun } from '../../../src/main/runs/retry-run';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { addEnd, countRetries, endText, readEnds } from '../../../src/main/runs/worker-ends';
import type { ErrorCode } from '../../../src/shared/errors';
import { runFile } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let workspace: string;
let registry: Registry;
let folder: RunFolder;
const log = pino({ level: 'silent' });

beforeEach(async () => {
  workspace = await temporaryFolder('retries');
  registry = openRegistry(join(workspace, 'registry.sqlite'));
  folder = new RunFolder(join(workspace, 'runs', 'run-a'));
  await mkdir(folder.path, { recursive: true });
});
afterEach(async () => {
  registry.close();
  await rm(workspace, { recursive: true, force: true });
});

async function add(retries?: number): Promise<void> {
  const file = runFile('run-a', retries === undefined ? {} : { retries });
  await folder.writeRun(file);
  registry.runs.add({ file, folder: folder.path, notes: { name: 'A', tags: [], notes: '' } });
}

const endedAt = '2026-01-02T03:04:05.000Z';
const breakOff = (state: 'interrupted' | 'failed', code: ErrorCode = 'internal') =>
  registry.queue.end('run-a', { state, error: { code, message: 'It is gone.' }, endedAt });

it('queues it again so often and no more, and keeps why each of them ended', async () => {
  await add(2);
  for (const processId of [17, 18]) {
    breakOff('interrupted');
    const how = { code: null, signal: 'SIGKILL', outOfMemory: processId === 17 };
    await addEnd(folder.path, { processId, at: `${endedAt}-${processId}`, ...how, isRetried: false, isTold: false });
    expect(await retryRun(registry, 'run-a', log)).toBe(true);
    expect(registry.runs.get('run-a').state).toBe('queued');
  }
  breakOff('failed');
  expect(await retryRun(registry, 'run-a', log)).toBe(false);
  expect(registry.runs.get('run-a').state).toBe('failed');
  const ends = await readEnds(folder.path);
  expect(countRetries(ends)).toBe(2);
  expect(ends.map(endText)).toEqual([
    expect.stringContaining('no memory was left'),
    'It was ended by the signal SIGKILL.',
  ]);
  expect(await folder.readControl()).toMatchObject({ asked: 'resume' });
});

it('leaves a run as it is that nobody asked it for, and one that would fail in the same way', async () => {
  await add();
  breakOff('interrupted');
  expect(await retryRun(registry, 'run-a', log)).toBe(false);
  registry.runs.remove('run-a');
  await add(5);
  breakOff('failed', 'bad-input');
  expect(await retryRun(registry, 'run-a', log)).toBe(false);
});
