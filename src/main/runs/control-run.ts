/** What a person asks of a run: pause, go on, stop. */
import { existsSync } from 'node:fs';
import { AppError } from '../../shared/errors';
import { localExecutor, unsubmitted } from '../../shared/executor';
import type { RunSummary } from '../../shared/run';
import { startAnewBy } from '../executors/run-executor-file';
import type { Registry } from '../registry/registry';
import { NoRoomError } from '../files/write-failure';
import { keepDamaged, orDamage } from './damage-of-file';
import { askWorkerToStop, endWorker } from './end-worker';
import { importRun, isActive } from './import-run';
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
      await mendRunFile(registry, folder, id);
      await folder.writeControl('resume');
      await placeRun(registry, run, executor);
      await registry.write(() => registry.queue.requeue(id));
      return;
    case 'queued':
    case 'complete':
      throw notNow(run, 'resumed');
  }
}

/** Says in its folder and in the registry who starts it anew: whoever did before, unless another is named. */
async function placeRun(registry: Registry, { id, folder, remote }: RunSummary, executor?: string): Promise<void> {
  const file = await startAnewBy(folder, executor ?? remote?.executor ?? localExecutor);
  const place = file.executor === localExecutor ? null : unsubmitted(file);
  await registry.write(() => registry.remote.set(id, place));
}

/** A registry that knows less than the folder is brought in line: going on would begin anew over what is complete. */
async function refuseComplete(registry: Registry, run: RunSummary): Promise<void> {
  const { reading } = await readRunEvents(new RunFolder(run.folder), run, { skipsPoints: true });
  if (reading.state !== 'complete') return;
  await importRun(registry, run.folder, { replaces: true });
  const told = `Run "${run.id}" cannot be resumed: by the events in its folder it is complete.`;
  throw new AppError('conflict', `${told} The list said ${run.state}, and has been corrected.`);
}

/** The worker reads run.json: where it is damaged, the registry's copy takes its place. */
async function mendRunFile(registry: Registry, folder: RunFolder, id: string): Promise<void> {
  const { damage } = await orDamage(folder.readRun());
  const known = registry.runs.salvaged(id);
  if (damage.length === 0 || known === null) return;
  if (existsSync(folder.runPath)) await keepDamaged(folder.runPath);
  await folder.writeRun(known.file);
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
      await registry.write(() => registry.queue.move(id, { from: ['queued'], to: 'stopped' }));
      return;
    case 'starting':
    case 'training':
    case 'paused':
      return askToStop(new RunFolder(run.folder));
    case 'stopped':
    case 'interrupted':
    case 'failed':
    case 'complete':
      throw notNow(run, 'stopped');
  }
}

/** On a full disk nothing can be asked for in writing; the process itself hears it all the same. */
async function askToStop(folder: RunFolder): Promise<void> {
  try {
    await folder.writeControl('stop');
  } catch (error) {
    if (!(error instanceof NoRoomError) || !(await askWorkerToStop(folder))) throw error;
  }
}

/**
 * Ends the worker of a run at once, whatever it is doing, and queues the run: it goes on from its last checkpoint. For one that hangs,
 * and hears nothing any more.
 */
export async function restartRun(registry: Registry, id: string): Promise<void> {
  const run = registry.runs.get(id);
  if (!isActive(run.state)) throw notNow(run, 'restarted');
  const folder = new RunFolder(run.folder);
  await endWorker(folder);
  // What it told last, which may be its end.
  await importRun(registry, run.folder, { replaces: true });
  if (registry.runs.get(id).state === 'complete') return;
  await folder.writeControl('resume');
  await registry.write(() => registry.queue.requeue(id));
}

function notNow(run: RunSummary, what: string): AppError {
  return new AppError('conflict', `Run "${run.id}" cannot be ${what}: it is ${run.state}.`);
}
