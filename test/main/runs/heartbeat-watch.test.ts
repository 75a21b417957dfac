/** What heartbeats say of a worker that is there: whether it gets on. */
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HeartbeatWatch, whyHung } from '../../../src/main/runs/heartbeat-watch';
import type { WorkerFile, WorkerPulse } from '../../../src/shared/run';

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-heartbeat-'));
  path = join(folder, 'worker.json');
  await writeFile(path, '{}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const pulse: WorkerPulse = { beat: 1, quietSeconds: 0, longestSeconds: 2, busySeconds: 0 };
const worker: WorkerFile = { processId: 17, host: 'here', startedAt: '', heartbeatAt: '', pulse };

it('takes a long step that computes for what it is, and one that does nothing for a hang', () => {
  expect(whyHung({ ...pulse, quietSeconds: 1200, busySeconds: 1100 }, 17)).toBeNull();
  expect(whyHung({ ...pulse, quietSeconds: 299, busySeconds: 0 }, 17)).toBeNull();
  expect(whyHung({ ...pulse, quietSeconds: 301, busySeconds: 0.1 }, 17)).toContain('does nothing for');
  // Where steps take ten minutes by themselves, waiting for half an hour is nothing new.
  expect(whyHung({ ...pulse, quietSeconds: 1800, longestSeconds: 600, busySeconds: 0 }, 17)).toBeNull();
  expect(whyHung({ ...pulse, quietSeconds: 3700, busySeconds: 3600 }, 17)).toContain('computes without getting on');
});

it('notices a worker whose heartbeats stop, by its own clock and not by what they say', async () => {
  let now = 1000;
  const watch = new HeartbeatWatch(() => now);
  const look = (changes: Partial<WorkerPulse>, heartbeatAt: string) =>
    watch.look('run', { ...worker, heartbeatAt, pulse: { ...pulse, ...changes } }, path);
  // The wall clock jumps by years, ahead and back.
  expect(await look({ beat: 1 }, '2026-01-01T00:00:00.000Z')).toBeNull();
  now += 60;
  expect(await look({ beat: 2 }, '2090-01-01T00:00:00.000Z')).toBeNull();
  now += 60;
  expect(await look({ beat: 3 }, '1999-01-01T00:00:00.000Z')).toBeNull();
  now += 100;
  expect(await look({ beat: 3 }, '1999-01-01T00:00:00.000Z')).toContain('no sign of life');
  // On a full disk only the file's time changes.
  await utimes(path, new Date(5e9), new Date(5e9));
  expect(await look({ beat: 3 }, '1999-01-01T00:00:00.000Z')).toBeNull();
});
