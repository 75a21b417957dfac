/** What a signal means to this worker: on its own to stop; in a job of a cluster to make room and go on in a job to come. */
import { readdir } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import { jobVariable, limitSignal, yieldedStatus } from '../executors/job-script';
import type { EventLog } from '../runs/event-log';
import { isMissing } from '../runs/json-file';
import type { ControlWatch } from './control-watch';

/** Null for a worker that no cluster has started. */
export function jobOfWorker(): string | null {
  return process.env[jobVariable] ?? null;
}

/** Returns the function that stops listening. */
export function hearSignals(control: ControlWatch): () => void {
  const end = () => (jobOfWorker() === null ? control.askToStop() : control.askToYield('room'));
  const limit = () => control.askToYield('limit');
  process.on('SIGTERM', end);
  if (jobOfWorker() !== null) process.on(limitSignal, limit);
  return () => {
    process.off('SIGTERM', end);
    process.off(limitSignal, limit);
  };
}

/** Slurm tells every process of a job to end; those of further devices end with the first one, which writes what there is. */
export function leaveEndingToFirst(): void {
  if (jobOfWorker() !== null) process.on('SIGTERM', () => undefined);
}

/** Tells whether a checkpoint was written since. */
export async function watchCheckpoints(folder: string): Promise<() => Promise<boolean>> {
  const before = await checkpointList(folder);
  return async () => (await checkpointList(folder)) !== before;
}

/** Resolves to the exit status of a worker that ends before its run is complete. Throws where going on would come to nothing. */
export async function endEarly({ control, log, hasSaved }: EarlyEnd): Promise<number> {
  const { yieldReason } = control;
  if (yieldReason === null) {
    await log.append({ type: 'run/stopped' });
    return 0;
  }
  if (yieldReason === 'limit' && !(await hasSaved())) {
    throw new AppError(
      'unavailable',
      'No epoch ended before the time limit of the job was near, so that the next job would come no further. ' +
        'Give the executor a longer timeLimit under Engine, then resume the run.',
    );
  }
  const why = yieldReason === 'limit' ? 'The time limit of the job is near' : 'The job was told to end';
  const message = `${why}. The run goes on from its last checkpoint when its job starts again.`;
  await log.append({ type: 'log/written', level: 'info', message });
  return yieldedStatus;
}

export interface EarlyEnd {
  readonly control: ControlWatch;
  readonly log: EventLog;
  /** Whether a checkpoint was written in this job. */
  hasSaved(): Promise<boolean>;
}

async function checkpointList(folder: string): Promise<string> {
  try {
    return (await readdir(folder)).toSorted().join('\n');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}
