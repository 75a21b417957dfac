/** Calls while another process holds the registry's write lock: reading goes on, writing waits and is not lost. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findEntry } from '../../../src/main/find-program';
import type { Workbench } from '../../../src/main/workbench-api';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { EncodedValue } from '../../../src/shared/wire';
import { holdLock } from '../../fixtures/lock-holder';
import { eventsOf, evaluated, runFile, stageStarted, started } from '../../fixtures/run-file';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';
import { appendEvents } from '../../fixtures/written-run';

const runId = 'run-a';
let workspace: string;
let workbench: Workbench;

beforeEach(async () => {
  workspace = await temporaryFolder('locked-registry');
});

afterEach(async () => {
  await workbench.close();
  await rm(workspace, { recursive: true });
});

describe.each([
  ['in the thread that reads', findEntry('reading-thread.js')],
  ['in the workbench itself', undefined],
])('calls answered %s', (_, readingScript) => {
  it('go on while the registry is locked', async () => {
    const folder = new RunFolder(join(workspace, 'runs', runId));
    await mkdir(folder.path, { recursive: true });
    await folder.writeRun(runFile(runId));
    await appendEvents(folder, eventsOf([started, evaluated(0, [0.5, 0.5]), stageStarted(1)]));
    workbench = await openTestWorkbench(workspace, { ...(readingScript !== undefined && { readingScript }) });
    const lock = await holdLock(join(workspace, 'registry.sqlite'));
    let isNamed = false;
    const naming = workbench.call('run/annotate', { runId, notes: { name: 'Named behind the lock' } });
    void naming.then(() => (isNamed = true));
    for (let round = 0; round < 5; round += 1) {
      const [runs, detail] = [await workbench.call('run/list', {}), await workbench.call('run/get', { runId })];
      expect(runs.map(({ id }) => id)).toEqual([runId]);
      expect(detail.summary.name).not.toBe('Named behind the lock');
      expect((await workbench.call('queue/get', {})).training).toEqual([]);
      expect(await workbench.call('dataset/list', {})).toEqual([]);
    }
    expect(isNamed).toBe(false);
    await lock.letGo();
    expect((await naming).name).toBe('Named behind the lock');
    expect((await workbench.call('run/list', {})).map(({ name }) => name)).toEqual(['Named behind the lock']);
  });
});

it('answers a page with bytes that need no second encoding, and passes errors on as they are', async () => {
  workbench = await openTestWorkbench(workspace, { readingScript: findEntry('reading-thread.js') });
  expect(await workbench.callUnchecked('run/list', {})).toBeInstanceOf(EncodedValue);
  await expect(workbench.callUnchecked('run/get', { runId: 'nowhere' })).rejects.toMatchObject({
    code: 'not-found',
    message: 'There is no run "nowhere" in this workspace.',
  });
});
