/** What a person asks of a run: pause, go on, stop. */
import { AppError } from '../../shared/errors';
import { localExecutor, unsubmitted } from '../../shared/executor';
import type { RunSummary } from '../../shared/run';
import { startAnewBy } from '../executors/run-executor-file';
import type { Registry } from '../registry/registry';
import { importRun } from './import-run';
import { readRunEvents } from './run-events';
import { RunFolder } from './run-folder';
import { whyNotResumed } from './why-not-resumed';

/** Throws AppError 'conflict' for a run that does not train. */
export async function pauseRun(registry: Registry, id: string): Promise<void> {
  const run = registry.runs.get(id);
  if (run.state !== 'training' && run.state !== 'starting') throw notNow(run, 'paused');
  await new RunFolder(run.folder).writeControl('pause');
}

/**
 * A paused run goes on; one that ended early goes back into the queue and continues from its last checkpoint. `executor`: who
 * starts it from now on.
 */
export async function resumeRun(registry: Registry, id: string, executor?: string): Promise<void> {
  const run = registry.runs.get(id);
  const folder = new RunFolder(run.folder);
  switch (run.state) {
    case 'paused':
    case 'training':
    case 'starting':
      return folder.writeControl('resume');
    case 'stopped':
    case 'interrupted':
    case 'failed':
      await refuseComplete(registry, run);
      await refuseWithoutCheckpoint(run);
      await folder.writeControl('resume');
      await placeRun(registry, run, executor);
      registry.queue.requeue(id);
      return;
    case 'queued':
    case 'complete':
      throw notNow(run, 'resumed');
  }
}

/** Says in its folder and in the registry who starts it anew: whoever did before, unless another is named. */
async function placeRun(registry: Registry, { id, folder, remote }: RunSummary, executor?: string): Promise<void> {
  const file = await startAnewBy(folder, executor ?? remote?.executor ?? localExecutor);
  registry.remote.set(id, file.executor === localExecutor ? null : unsubmitted(file));
}

/** A registry that knows less than the folder is brought in line: going on would begin anew over what is complete. */
async function refuseComplete(registry: Registry, run: RunSummary): Promise<void> {
  const { reading } = await readRunEvents(new RunFolder(run.folder), run, { skipsPoints: true });
  if (reading.state !== 'complete') return;
  await importRun(registry, run.folder, { replaces: true });
  const told = `Run "${run.id}" cannot be resumed: by the events in its folder it is complete.`;
  throw new AppError('conflict', `${told} The list said ${run.state}, and has been corrected.`);
}

async function refuseWithoutCheckpoint(run: RunSummary): Promise<void> {
  const reason = await whyNotResumed(run);
  if (reason !== null) throw new AppError('conflict', reason);
}

/** Its last checkpoint stays, so that it can be resumed. */
export async function stopRun(registry: Registry, id: string): Promise<void> {
  const run = registry.runs.get(id);
  switch (run.state) {
    case 'queued':
      await new RunFolder(run.folder).writeControl('stop');
      registry.queue.move(id, { from: ['queued'], to: 'stopped' });
      return;
    case 'starting':
    case 'training':
    case 'paused':
      return new RunFolder(run.folder).writeControl('stop');
    case 'stopped':
    case 'interrupted':
    case 'failed':
    case 'complete':
      throw notNow(run, 'stopped');
  }
}

function notNow(run: RunSummary, what: string): AppError {
  return new AppError('conflict', `Run "${run.id}" cannot be ${what}: it is ${run.state}.`);
}
