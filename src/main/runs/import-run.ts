/** Takes a run folder into the registry: one that another process made, or all of them when the registry is rebuilt. */
import { basename, dirname } from 'node:path';
import type { ErrorPayload } from '../../shared/errors';
import { factsOf, type RunReading } from '../../shared/reading/run-reading';
import type { RunState } from '../../shared/run';
import type { Registry } from '../registry/registry';
import { runName } from './create-experiment';
import { unsubmitted } from '../../shared/executor';
import { readRemoteExecutor } from '../executors/run-executor-file';
import { lastWords } from './last-words';
import { readRunEvents } from './run-events';
import { RunFolder } from './run-folder';
import { hasRun, strayError } from './stray-folders';
import { isWorkerAlive } from './worker-life';

interface ImportOptions {
  /** Takes the place of what the registry knows of the run; else a known run stays as it is. */
  readonly replaces?: boolean;
}

/**
 * Adds the run with all its events and its state, in one transaction: whoever is interrupted leaves all of it or nothing.
 * Throws AppError when the folder is damaged or names another run.
 */
export async function importRun(registry: Registry, path: string, options: ImportOptions = {}): Promise<void> {
  const folder = new RunFolder(path);
  const file = await folder.readRun();
  const runsFolder = dirname(folder.path);
  if (file.id !== basename(folder.path)) throw strayError(path, file, hasRun(runsFolder, file.id));
  const notes = (await folder.readNotes()) ?? { name: runName(file), tags: [], notes: '' };
  const executor = await readRemoteExecutor(path);
  const run = { file, folder: path, notes, ...(executor !== null && { remote: unsubmitted(executor) }) };
  // Before the events are read: what a worker that is gone has written is then all there.
  const workerId = await workerAtWork(folder);
  const { reading, ...told } = await readRunEvents(folder, factsOf(run), { skipsPoints: true });
  const isRemote = executor !== null;
  const settled = await settle(reading, { folder, workerId, lastTime: told.lastTime, isRemote });
  registry.imports.put({ run, reading: settled, ...told }, { replaces: options.replaces ?? false });
}

async function workerAtWork(folder: RunFolder): Promise<number | null> {
  const worker = await folder.readWorker();
  return worker !== null && (await isWorkerAlive(worker, folder)) ? worker.processId : null;
}

interface Found {
  readonly folder: RunFolder;
  readonly workerId: number | null;
  readonly lastTime: string | null;
  /** Another machine starts it, which is asked what became of it. */
  readonly isRemote: boolean;
}

/** The events tell how far the run came; whether it goes on is in worker.json and control.json. */
async function settle(reading: RunReading, { folder, workerId, lastTime, isRemote }: Found): Promise<RunReading> {
  if (reading.state === 'complete') return reading;
  if (workerId !== null) {
    return reading.state === 'stopped' ? { ...reading, state: 'starting', processId: workerId } : reading;
  }
  const control = await folder.readControl();
  const isWaiting =
    (isRemote && isActive(reading.state)) ||
    (lastTime === null ? control?.asked !== 'stop' : control?.asked === 'resume' && control.at > lastTime);
  if (isWaiting) return { ...reading, state: 'queued', error: null, endedAt: null, processId: null };
  if (!isActive(reading.state)) return reading;
  const progress = reading.progress && { ...reading.progress, secondsLeft: null };
  const how = await howItWasInterrupted(folder, lastTime);
  return { ...reading, state: 'interrupted', ...how, progress, processId: null };
}

export function isActive(state: RunState): boolean {
  return state === 'starting' || state === 'training' || state === 'paused';
}

/** For a run whose process is gone without having said why: when it was last seen, its last words, and the way out. */
export async function howItWasInterrupted(
  folder: RunFolder,
  lastTime: string | null,
): Promise<{ error: ErrorPayload; endedAt: string }> {
  const worker = await folder.readWorker();
  const words = await lastWords(folder.workerLogPath);
  const message =
    'The training process is gone: it was killed, it crashed, or the machine was restarted. ' +
    'Resume the run to go on from its last checkpoint.' +
    (words === '' ? '' : `\nThe last lines of worker.log:\n${words}`);
  const endedAt = worker?.heartbeatAt ?? lastTime ?? new Date().toISOString();
  return { error: { code: 'internal', message }, endedAt };
}
