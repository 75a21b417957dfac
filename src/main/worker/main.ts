/**
 * The worker's process: `worker.js <folder>` trains the run, or carries out the evaluation, that the folder describes.
 * It ends with 0, with 1 when it failed, or with 75 when it made room and goes on in a job to come. A worker that trains on several devices starts one more of its kind for each
 * further device: `worker.js <folder> <order>`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toAppError } from '../../shared/errors';
import { evaluationFileName } from '../evaluation/evaluation-folder';
import { boundOwnLog } from '../logs/bound-own-log';
import { RunFolder } from '../runs/run-folder';
import { trainOnDevice } from './device-process';
import { evaluateWorker } from './evaluate-worker';
import { leaveEndingToFirst } from './job-signals';
import { runWorker } from './run-worker';

const [, , folder, order] = process.argv;
if (folder === undefined) {
  process.stderr.write('Usage: worker.js <folder of a run or an evaluation>\n');
  process.exitCode = 2;
} else {
  if (order === undefined) boundOwnLog(new RunFolder(folder).workerLogPath);
  // Standard error is worker.log, whose last lines the workbench shows when this process dies without an end event.
  try {
    process.exitCode = await work(folder);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.stderr.write(`${toAppError(error).message}\n`);
    process.exitCode = 1;
  }
}

function work(path: string): Promise<number> {
  if (order !== undefined) {
    leaveEndingToFirst();
    return trainOnDevice(path, order);
  }
  return existsSync(join(path, evaluationFileName)) ? evaluateWorker(path) : runWorker(path);
}
