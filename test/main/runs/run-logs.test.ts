import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { RunLogs } from '../../../src/main/runs/run-logs';
import { batches, eventsOf, started, stageStarted } from '../../fixtures/run-file';
import { temporaryFolder } from '../../fixtures/tiny-workbench';
import { appendEvents } from '../../fixtures/written-run';

let folder: RunFolder;
beforeEach(async () => {
  folder = new RunFolder(join(await temporaryFolder('logs'), 'run-a'));
  await mkdir(folder.path);
});
afterEach(() => rm(join(folder.path, '..'), { recursive: true, force: true }));

it('gives what is behind a number, also to another page that asks from the start', async () => {
  const logs = new RunLogs();
  const sequences = async (after: number) => (await logs.read(folder, after)).map(({ sequence }) => sequence);
  expect(await sequences(0)).toEqual([]);
  await appendEvents(folder, eventsOf([started, stageStarted(1), batches(1, 1, 1, 0.5)]));
  expect(await sequences(0)).toEqual([1, 2]);
  await appendEvents(folder, eventsOf([batches(1, 1, 2, 0.5), { type: 'run/stopped' }], 4));
  expect(await sequences(2)).toEqual([5]);
  expect(await sequences(5)).toEqual([]);
  expect(await sequences(0)).toEqual([1, 2, 5]);
  expect(await sequences(1)).toEqual([2, 5]);
});
