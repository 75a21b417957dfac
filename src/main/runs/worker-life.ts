/** Whether the process that worker.json names is alive and is still that worker. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import type { WorkerFile } from '../../shared/run';

/** The worker writes its heartbeat about every two seconds, but a heavy batch can hold it up. */
const freshMs = 15_000;
/** For a worker on another machine, of which only the heartbeat is seen (over a shared disk). */
const elsewhereMs = 120_000;
/** For a process that lives but whose command line cannot be read. */
const unknownMs = 300_000;

export async function isWorkerAlive(worker: WorkerFile, folder: string, nowMs = Date.now()): Promise<boolean> {
  const silentMs = nowMs - Date.parse(worker.heartbeatAt);
  if (worker.host !== hostname()) return silentMs < elsewhereMs;
  if (!isProcessThere(worker.processId)) return false;
  if (silentMs < freshMs) return true;
  // The number may belong to another process by now: a worker's command line names its folder.
  const commandLine = await commandLineOf(worker.processId);
  return commandLine === null ? silentMs < unknownMs : commandLine.includes(folder);
}

export function isProcessThere(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Null where the system does not tell; empty for a process that has ended but was not waited for. */
async function commandLineOf(processId: number): Promise<string | null> {
  try {
    switch (process.platform) {
      case 'linux':
        return await readFile(`/proc/${processId}/cmdline`, 'utf8');
      case 'darwin':
        return (await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(processId)])).stdout;
      default:
        return null;
    }
  } catch (error) {
    // It ended between the two looks.
    if (!isProcessThere(processId)) return '';
    if (error instanceof Error) return null;
    throw error;
  }
}
