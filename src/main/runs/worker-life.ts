/** Whether the process that worker.json names is alive and is still that worker. */
import { execFile } from 'node:child_process';
import { readFile, realpath } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import type { WorkerFile } from '../../shared/run';
import { isProcessThere, lookAtProcess } from '../processes/process-start';

/** The worker writes its heartbeat about every two seconds, but a heavy batch can hold it up. */
const freshMs = 15_000;
/** For a worker on another machine, of which only the heartbeat is seen (over a shared disk). */
const elsewhereMs = 120_000;
/** For a process that lives but whose command line cannot be read. */
const unknownMs = 300_000;

/** A folder of a run or an evaluation, as far as its worker is looked for. */
export interface LookedAt {
  readonly path: string;
  place(): Promise<string>;
}

export async function isWorkerAlive(worker: WorkerFile, folder: LookedAt, nowMs = Date.now()): Promise<boolean> {
  const silentMs = nowMs - Date.parse(worker.heartbeatAt);
  if (worker.host !== hostname()) return silentMs < elsewhereMs;
  const found = await lookAtProcess(worker.processId);
  if (found.isGone) return false;
  // Copied along with the folder: that worker is at work in the original.
  if (worker.place !== undefined && worker.place !== (await folder.place())) return false;
  if (worker.processStart !== undefined && found.start !== null) return worker.processStart === found.start;
  // Of an older version, or on a system that does not tell when a process was started.
  if (silentMs < freshMs) return true;
  // The number may belong to another process by now: a worker's command line names its folder.
  return (await isWorkerOf(worker.processId, folder.path)) ?? silentMs < unknownMs;
}

/** Whether the process was started for this folder; null where the system does not tell. */
export async function isWorkerOf(processId: number, folder: string): Promise<boolean | null> {
  if (!isProcessThere(processId)) return false;
  const commandLine = await commandLineOf(processId);
  if (commandLine === null) return null;
  if (process.platform !== 'linux') return commandLine.includes(folder);
  const real = await realPathOrNull(folder);
  for (const argument of commandLine.split('\0')) {
    // The same folder may have been reached over a link.
    if (argument === folder || (argument.startsWith('/') && real !== null && (await realPathOrNull(argument)) === real))
      return true;
  }
  return false;
}

/** Null for what cannot be reached, which is then not this folder: arguments may be anything. */
function realPathOrNull(path: string): Promise<string | null> {
  return realpath(path).catch(() => null);
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
