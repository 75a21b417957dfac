/** Takes a run folder into the registry: one that another process made, or all of them when the registry is rebuilt. */
import { basename, dirname } from 'node:path';
import type { ErrorPayload } from '../../shared/errors';
import { factsOf, type RunReading } from '../../shared/reading/run-reading';
import type { ControlFile, RunFile, RunState } from '../../shared/run';
import type { Registry } from '../registry/registry';
import type { SalvagedRun } from '../registry/salvage';
import { runName } from './create-experiment';
import { isUnreadable, orDamage } from './damage-of-file';
import { lostEnd } from './event-damage';
import { unsubmitted } from '../../shared/executor';
import { readRemoteExecutor } from '../executors/run-executor-file';
import { lastWords } from './last-words';
import { readRunEvents } from './run-events';
import { RunFolder } from './run-folder';
import { hasRun, strayError } from './stray-folders';
import { eventsMissing, withStagesOfWeights } from './weights-of-folder';
import { endText, readEnds } from './worker-ends';
import { isWorkerAlive } from './worker-life';

interface ImportOptions {
  /** Takes the place of what the registry knows of the run; else a known run stays as it is. */
  readonly replaces?: boolean;
  /** What another registry knew of the run; else what this one knows counts. */
  readonly known?: SalvagedRun | undefined;
}

/**
 * Adds the run with all its events and its state, in one transaction: whoever is interrupted leaves all of it or nothing.
 * One file that is damaged does not hide the others: what is known of it from elsewhere takes its place, and what is wrong
 * is kept with the run and answered, in sentences. Throws AppError when nothing says what run it is, or another one does.
 */
export async function importRun(
  registry: Registry,
  path: string,
  options: ImportOptions = {},
): Promise<readonly string[]> {
  const folder = new RunFolder(path);
  const id = basename(folder.path);
  const known = options.known ?? registry.runs.salvaged(id);
  const { file, damage } = await readRunOrKnown(folder, known);
  const runsFolder = dirname(folder.path);
  if (file.id !== id) throw strayError(path, file, hasRun(runsFolder, file.id));
  const readNotes = await orDamage(folder.readNotes());
  const notes = readNotes.value ?? known?.notes ?? { name: runName(file), tags: [], notes: '' };
  const { value: executor, damage: executorDamage } = await orDamage(readRemoteExecutor(path));
  // Before the events are read: what a worker that is gone has written is then all there.
  const workerId = await workerAtWork(folder);
  const run = { file, folder: path, notes, ...(executor !== null && { remote: unsubmitted(executor) }) };
  const { reading, ...told } = await readRunEvents(folder, factsOf(run), { skipsPoints: true });
  const control = await orDamage(folder.readControl());
  const missing = [
    ...(await eventsMissing(folder, reading)),
    ...lostEnd(reading.lastSequence, known?.lastSequence ?? 0),
  ];
  const whole = told.damage.length + missing.length === 0 ? reading : await withStagesOfWeights(reading, folder);
  const ofTraining = [...damage, ...executorDamage, ...control.damage, ...told.damage, ...missing];
  const isDamaged = ofTraining.length > 0;
  const { lastTime } = told;
  const settled = await settle(whole, {
    folder,
    workerId,
    asked: control.value,
    lastTime,
    isDamaged,
    isRemote: executor !== null,
  });
  const all = [...ofTraining, ...readNotes.damage];
  const asRead = { run: { ...run, damage: all }, reading: settled, offset: told.offset };
  const how = { replaces: options.replaces ?? false, claim: options.known?.claim ?? null };
  await registry.write(() => registry.imports.put(asRead, how));
  return all;
}

/** A run.json that cannot be read is known from the registry, whole, if the run was ever taken in. */
async function readRunOrKnown(
  folder: RunFolder,
  known: SalvagedRun | null,
): Promise<{ file: RunFile; damage: readonly string[] }> {
  try {
    return { file: await folder.readRun(), damage: [] };
  } catch (error) {
    if (!isUnreadable(error) || known === null) throw error;
    return { file: known.file, damage: [`${error.message} What the registry knows of it is shown.`] };
  }
}

export async function workerAtWork(folder: RunFolder): Promise<number | null> {
  const worker = await folder.readWorker();
  return worker !== null && (await isWorkerAlive(worker, folder)) ? worker.processId : null;
}

interface Surroundings {
  readonly folder: RunFolder;
  readonly workerId: number | null;
  readonly asked: ControlFile | null;
  readonly lastTime: string | null;
  /** What it has trained may be there although nothing tells of it: a person decides whether it goes on. */
  readonly isDamaged: boolean;
  /** Another machine starts it, which is asked what became of it. */
  readonly isRemote: boolean;
}

/** The events tell how far the run came; whether it goes on is in worker.json and control.json. */
export async function settle(reading: RunReading, surroundings: Surroundings): Promise<RunReading> {
  const { folder, workerId, asked, lastTime, isDamaged, isRemote } = surroundings;
  if (reading.state === 'complete') return reading;
  if (workerId !== null) {
    return reading.state === 'stopped' ? { ...reading, state: 'starting', processId: workerId } : reading;
  }
  const isWaiting = lastTime === null ? asked?.asked !== 'stop' : asked?.asked === 'resume' && asked.at > lastTime;
  // Started again by itself it could die again, and so on without end: a person decides.
  const hasDied = !isRemote && lastTime === null && asked?.asked !== 'stop' && (await diedUnheard(folder, asked));
  if ((isWaiting && !isDamaged && !hasDied) || (isRemote && isActive(reading.state))) {
    return { ...reading, state: 'queued', error: null, endedAt: null, processId: null };
  }
  if (!isActive(reading.state) && !hasDied) return reading;
  const progress = reading.progress && { ...reading.progress, secondsLeft: null };
  const how = await howItWasInterrupted(folder, lastTime);
  return { ...reading, state: 'interrupted', ...how, progress, processId: null };
}

/** Whether a worker has had the folder since somebody last asked for one; it told nothing, and is gone. */
async function diedUnheard(folder: RunFolder, asked: ControlFile | null): Promise<boolean> {
  const { value: worker } = await orDamage(folder.readWorker());
  return worker !== null && (asked === null || asked.at <= worker.startedAt);
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
  const end = (await readEnds(folder.path)).findLast(({ processId }) => processId === worker?.processId);
  const known = end === undefined ? null : endText(end);
  const message =
    `The training process is gone${known === null ? ': it was killed, it crashed, or the machine was restarted.' : `. ${known}`} ` +
    'Resume the run to go on from its last checkpoint.' +
    (words === '' ? '' : `\nThe last lines of worker.log:\n${words}`);
  const endedAt = worker?.heartbeatAt ?? lastTime ?? new Date().toISOString();
  return { error: { code: 'internal', message }, endedAt };
}
