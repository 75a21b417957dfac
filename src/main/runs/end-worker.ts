/** Ends the process that works on a folder, for which nothing is left but to be killed, or which is asked to stop. */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../shared/errors';
import type { WorkerFile } from '../../shared/run';
import { isProcessThere } from '../processes/process-start';
import { isWorkerAlive, type LookedAt } from './worker-life';

interface WorkedOn extends LookedAt {
  readWorker(): Promise<WorkerFile | null>;
}

const patienceMs = 10_000;

/** With all that it has started. Resolves when it is gone. Throws AppError 'unavailable'. */
export async function endWorker(folder: WorkedOn): Promise<void> {
  const worker = await workerHere(folder);
  if (worker === null) return;
  signal(worker, 'SIGKILL');
  const until = performance.now() + patienceMs;
  while (await isWorkerAlive(worker, folder)) {
    if (performance.now() > until) {
      const told = `The training process ${worker.processId} does not end: the system holds it, as it does while a disk does not answer.`;
      throw new AppError('unavailable', `${told} Try again, or restart the machine.`);
    }
    await sleep(50);
  }
}

/** As control.json asks it, where that cannot be written. False where no worker is there. Throws AppError 'unavailable'. */
export async function askWorkerToStop(folder: WorkedOn): Promise<boolean> {
  const worker = await workerHere(folder);
  if (worker === null) return false;
  process.kill(worker.processId, 'SIGTERM');
  return true;
}

/** Null where none is alive. */
async function workerHere(folder: WorkedOn): Promise<WorkerFile | null> {
  const worker = await folder.readWorker();
  if (worker === null || !(await isWorkerAlive(worker, folder))) return null;
  if (worker.host === hostname()) return worker;
  throw new AppError('unavailable', `The run trains on the machine "${worker.host}". Do it there.`);
}

/** A worker leads a group of its own, in which the processes of its further devices are; Windows knows no groups. */
function signal({ processId }: WorkerFile, name: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? processId : -processId, name);
  } catch (error) {
    // It has no group of its own, where a scheduler has started it; or it is gone.
    if (isProcessThere(processId)) process.kill(processId, name);
    else if (!(error instanceof Error)) throw error;
  }
}
