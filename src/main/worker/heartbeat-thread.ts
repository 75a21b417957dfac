/** The thread that rewrites worker.json whatever the training's own thread is busy with: entry of out/main/heartbeat-thread.js. */
import { readFile, utimes } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerFile, WorkerPulse } from '../../shared/run';
import { writeJsonDurably } from '../runs/durable-file';
import type { HeartbeatMessage, HeartbeatOrder } from './heartbeat-order';
import { PulseReader } from './pulse-reader';

// Made by heartbeat.ts, which alone starts this thread.
const { path, own, marks, everyMs } = workerData as HeartbeatOrder;
const reader = new PulseReader({
  marks: () => Atomics.load(marks, 0),
  seconds: () => performance.now() / 1000,
  // Of the whole process.
  busySeconds: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
});
let isBeating = false;

const timer = setInterval(() => {
  // Read even while a slow disk has the last one: what is measured is the training.
  const pulse = reader.read();
  if (isBeating) return;
  isBeating = true;
  beat(pulse)
    .catch((error: unknown) => process.stderr.write(`The heartbeat could not be written: ${String(error)}\n`))
    .finally(() => {
      isBeating = false;
    });
}, everyMs);
// Asked to end: what is being written is finished first.
parentPort?.once('message', () => clearInterval(timer));

async function beat(pulse: WorkerPulse): Promise<void> {
  if (!(await isOwn())) {
    clearInterval(timer);
    parentPort?.postMessage('lost' satisfies HeartbeatMessage);
    return;
  }
  const heartbeatAt = new Date().toISOString();
  try {
    await writeJsonDurably(path, { ...own, heartbeatAt, pulse } satisfies WorkerFile);
  } catch (error) {
    // A full disk says nothing against this process: the file's time changes all the same.
    const now = new Date();
    await utimes(path, now, now);
    throw error;
  }
}

async function isOwn(): Promise<boolean> {
  try {
    const found: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof found !== 'object' || found === null || !('processId' in found) || !('startedAt' in found)) return false;
    return found.processId === own.processId && found.startedAt === own.startedAt;
  } catch (error) {
    const isAway =
      error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT');
    if (isAway) return false;
    throw error;
  }
}
