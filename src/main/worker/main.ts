/**
 * The worker's process: `worker.js <folder>` trains the run, or carries out the evaluation, that the folder describes.
 * It ends with 0, or with 1 when it failed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { toAppError } from '../../shared/errors';
import { evaluationFileName } from '../evaluation/evaluation-folder';
import { evaluateWorker } from './evaluate-worker';
import { runWorker } from './run-worker';

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Usage: worker.js <folder of a run or an evaluation>\n');
  process.exitCode = 2;
} else {
  // Standard error is worker.log, whose last lines the workbench shows when this process dies without an end event.
  try {
    const isEvaluation = existsSync(join(folder, evaluationFileName));
    process.exitCode = await (isEvaluation ? evaluateWorker(folder) : runWorker(folder));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.stderr.write(`${toAppError(error).message}\n`);
    process.exitCode = 1;
  }
}
