/** The end of a run as its folder tells it, for whoever cannot learn it from the registry: that may have no room to be written. */
import { factsIn, type RunReading } from '../../shared/reading/run-reading';
import { isAtRest, type RunSummary } from '../../shared/run';
import { orDamage } from './damage-of-file';
import { settle, workerAtWork } from './import-run';
import { readRunEvents } from './run-events';
import { RunFolder } from './run-folder';

/** Null while a worker is at it, or it waits for one. Throws AppError 'damaged'. */
export async function endInFolder(run: RunSummary): Promise<Pick<RunReading, 'state' | 'error' | 'endedAt'> | null> {
  const folder = new RunFolder(run.folder);
  const workerId = await workerAtWork(folder);
  if (workerId !== null) return null;
  const { reading, lastTime } = await readRunEvents(folder, factsIn(run), { skipsPoints: true });
  const { value: asked } = await orDamage(folder.readControl());
  const { state, error, endedAt } = await settle(reading, {
    folder,
    workerId,
    asked,
    lastTime,
    isDamaged: false,
    isRemote: run.remote !== undefined,
  });
  return isAtRest(state) ? { state, error, endedAt } : null;
}
