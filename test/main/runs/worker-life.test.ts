/** Who counts as the worker that worker.json names. */
import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { lookAtProcess } from '../../../src/main/processes/process-start';
import { isWorkerAlive } from '../../../src/main/runs/worker-life';
import type { WorkerFile } from '../../../src/shared/run';

const folder = { path: '/nowhere', place: () => Promise.resolve('1-2') };

async function ownFile(changes: Partial<WorkerFile> = {}): Promise<WorkerFile> {
  const found = await lookAtProcess(process.pid);
  const processStart = found.isGone || found.start === null ? {} : { processStart: found.start };
  const at = new Date().toISOString();
  return { processId: process.pid, host: hostname(), startedAt: at, heartbeatAt: at, ...processStart, ...changes };
}

const tellsStart = process.platform === 'linux' || process.platform === 'darwin';

it.runIf(tellsStart)('is alive though its last heartbeat is a year away, back or ahead: clocks jump', async () => {
  for (const year of [2020, 2090]) {
    const at = `${year}-01-01T00:00:00.000Z`;
    expect(await isWorkerAlive(await ownFile({ startedAt: at, heartbeatAt: at }), folder)).toBe(true);
  }
});

it.runIf(tellsStart)('is gone at once where another process has its number, however fresh the heartbeat', async () => {
  expect(await isWorkerAlive(await ownFile({ processStart: 'an earlier boot 17' }), folder)).toBe(false);
});
