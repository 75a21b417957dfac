/** The bench's workspace is one that the program could have left. */
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeWorkspace, runId } from '../../../../scripts/bench/interface/make-workspace';
import { RunEvent } from '../../../../src/shared/event';
import { openTestWorkbench, temporaryFolder } from '../../../fixtures/tiny-workbench';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder('bench');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const size = { runs: 3, points: 160, longRuns: 1, longPoints: 4000, weightsBytes: 64 };

it('holds complete runs with curves, matrices and weights', async () => {
  const workspace = join(folder, 'workspace');
  await makeWorkspace(workspace, size, () => undefined);
  const workbench = await openTestWorkbench(workspace);
  const runs = await workbench.call('run/list', {});
  expect(runs.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete']);
  const long = await workbench.call('run/get', { runId: runId(0) });
  expect(long.lossPoints.length + (long.thinnedBy ?? 0)).toBe(4000);
  expect(long.stages.every(({ state }) => state === 'done')).toBe(true);
  expect(long.summary.averageAuc).toBeGreaterThan(0.5);
  await workbench.close();
});

it('writes events as a worker does, to the letter', async () => {
  await makeWorkspace(join(folder, 'workspace'), size, () => undefined);
  const runs = join(folder, 'workspace', 'runs');
  for (const name of await readdir(runs)) {
    const lines = (await readFile(join(runs, name, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
    for (const line of lines) expect(JSON.stringify(RunEvent.parse(JSON.parse(line)))).toBe(line);
  }
});

it('replaces no folder that it did not make', async () => {
  await expect(makeWorkspace(folder, size, () => undefined)).rejects.toThrow(/was not made by this bench/);
});
