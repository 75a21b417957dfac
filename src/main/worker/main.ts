/** The training worker's process: `worker.js <run folder>` trains that run and ends with 0, or with 1 when it failed. */
import { toAppError } from '../../shared/errors';
import { runWorker } from './run-worker';

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Usage: worker.js <run folder>\n');
  process.exitCode = 2;
} else {
  // Standard error is worker.log, whose last lines the workbench shows when this process dies without an end event.
  try {
    process.exitCode = await runWorker(folder);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.stderr.write(`${toAppError(error).message}\n`);
    process.exitCode = 1;
  }
}
