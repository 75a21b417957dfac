/**
 * Before a job takes over a folder in which a worker on another node was at work: whether that one is still there is told by
 * its heartbeat changing, not by the time in it, because the clocks of two nodes may differ.
 */
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunFolder } from '../runs/run-folder';

/** Several heartbeats, and what a disk of the network may hold a change back. */
const silentMs = 15_000;
const lookMs = 1000;

/** Takes worker.json away when nothing has written it for a while. One that goes on writing keeps the folder. */
export async function waitForSilence(folder: RunFolder, longestMs = silentMs): Promise<void> {
  const first = await folder.readWorker();
  if (first === null || first.host === hostname()) return;
  for (const since = performance.now(); performance.now() - since < longestMs; await sleep(lookMs)) {
    const now = await folder.readWorker();
    if (now?.heartbeatAt !== first.heartbeatAt || now.startedAt !== first.startedAt) return;
  }
  await rm(folder.workerPath, { force: true });
}
