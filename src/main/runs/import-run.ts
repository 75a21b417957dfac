/** Takes a run folder into the registry: one that another process made, or all of them when the registry is rebuilt. */
import { basename, dirname } from 'node:path';
import type { ErrorPayload } from '../../shared/errors';
import type { RunState } from '../../shared/run';
import type { Registry } from '../registry/registry';
import { runName } from './create-experiment';
import { EventTail } from './event-tail';
import { lastWords } from './last-words';
import { RunFolder } from './run-folder';
import { hasRun, strayError } from './stray-folders';
import { isWorkerAlive } from './worker-life';

/** Adds the run with all its events and works out its state. Throws AppError when the folder is damaged or names another run. */
export async function importRun(registry: Registry, path: string): Promise<void> {
  const folder = new RunFolder(path);
  const file = await folder.readRun();
  const runsFolder = dirname(folder.path);
  if (file.id !== basename(folder.path)) throw strayError(path, file, hasRun(runsFolder, file.id));
  const notes = (await folder.readNotes()) ?? { name: runName(file), tags: [], notes: '' };
  registry.runs.add({ file, folder: path, notes, state: 'stopped' });
  const lastTime = await takeAllEvents(registry, file.id, folder);
  await settle(registry, { id: file.id, folder, lastTime });
}

/** Resolves to the time of the last event, or null when there is none. */
async function takeAllEvents(registry: Registry, id: string, folder: RunFolder): Promise<string | null> {
  const tail = new EventTail(folder.eventsPath);
  let lastTime: string | null = null;
  for (;;) {
    const events = await tail.read();
    const last = events.at(-1);
    if (last === undefined) return lastTime;
    lastTime = last.time;
    registry.intake.take(id, events, tail.position, { acceptsGaps: true });
  }
}

/** The events tell how far the run came; whether it goes on is in worker.json and control.json. */
async function settle(
  registry: Registry,
  run: { id: string; folder: RunFolder; lastTime: string | null },
): Promise<void> {
  const { id, folder, lastTime } = run;
  const row = registry.runs.row(id);
  if (row === null || row.state === 'complete') return;
  const worker = await folder.readWorker();
  if (worker !== null && (await isWorkerAlive(worker, folder))) {
    if (registry.queue.move(id, { from: ['stopped'], to: 'starting' })) registry.queue.setWorker(id, worker.processId);
    return;
  }
  if (isActive(row.state)) {
    registry.queue.end(id, { state: 'interrupted', ...(await howItWasInterrupted(folder, lastTime)) });
  }
  const control = await folder.readControl();
  const isWaiting =
    lastTime === null ? control?.asked !== 'stop' : control?.asked === 'resume' && control.at > lastTime;
  if (isWaiting) registry.queue.requeue(id);
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
