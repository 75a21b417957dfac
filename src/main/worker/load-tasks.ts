/** Loads every image of a chain into memory, telling how far it is and what was left out. */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { ImageSet, TaskData } from '../../core/training/training';
import { AppError } from '../../shared/errors';
import type { RunEventBody } from '../../shared/event';
import type { ChainTask } from '../../shared/run';
import type { SplitName } from '../../shared/task';
import { readImageFile } from '../datasets/decode-image';
import { listTask } from '../datasets/list-task';
import { loadImageSet } from '../datasets/load-images';
import { hasTransferSet, transferPath } from '../datasets/transfer-set';
import { fingerprintOf } from '../datasets/scan-task';

/** Thrown when a stop was asked for before the training began. */
export class LoadingStopped extends Error {}

export interface LoadTasksOptions {
  /** Pixels a side. */
  readonly size: number;
  /** `transfer`: tasks after the first train on their small set where they have one. */
  readonly trainingData: 'full' | 'transfer';
  /** Whether an image that cannot be decoded ends the run, or is left out and told. */
  readonly unreadableImages: 'stop' | 'skip';
  emit(body: RunEventBody): Promise<void>;
  readonly signal: AbortSignal;
}

const progressMs = 500;

export async function loadTasks(chain: readonly ChainTask[], options: LoadTasksOptions): Promise<TaskData[]> {
  const tasks: TaskData[] = [];
  for (const [index, task] of chain.entries()) {
    const wantsTransfer = options.trainingData === 'transfer' && index > 0;
    try {
      tasks.push(await loadTask(task, { ...options, trainFolder: await trainFolder(task, wantsTransfer, options) }));
    } catch (error) {
      if (options.signal.aborted) throw new LoadingStopped('', { cause: error });
      throw error;
    }
  }
  if (options.signal.aborted) throw new LoadingStopped();
  return tasks;
}

/** The folder that holds train: the task's own, or its small set's where that is wanted and there; the log says which. */
async function trainFolder(
  task: ChainTask,
  wantsTransfer: boolean,
  { emit }: Pick<LoadTasksOptions, 'emit'>,
): Promise<string> {
  if (!wantsTransfer) return task.path;
  const small = transferPath(task.path);
  const isThere = await hasTransferSet(task.path);
  const message = isThere
    ? `Task ${task.name} trains on its small set in "${small}".`
    : `Task ${task.name} has no small training set in "${small}" and trains on its full one.`;
  await emit({ type: 'log/written', level: 'info', message });
  return isThere ? small : task.path;
}

async function loadTask(task: ChainTask, options: LoadTasksOptions & { trainFolder: string }): Promise<TaskData> {
  const load = (split: SplitName) => loadSplit({ task, folder: task.path, split }, options);
  return {
    name: task.name,
    train: await loadSplit({ task, folder: options.trainFolder, split: 'train' }, options),
    val: await load('val'),
    test: task.hasTest ? await load('test') : null,
  };
}

async function loadSplit(
  { task, folder, split }: { task: ChainTask; folder: string; split: SplitName },
  options: LoadTasksOptions,
): Promise<ImageSet> {
  const { size, unreadableImages, emit, signal } = options;
  const told: Promise<void>[] = [];
  let toldAt = -Infinity;
  const skip = (file: string, error: AppError) => {
    const path = join(folder, file);
    told.push(emit({ type: 'image/skipped', task: task.name, path, message: error.message }));
  };
  const images = await loadImageSet(folder, split, {
    size,
    signal,
    onUnreadable: unreadableImages === 'skip' ? skip : undefined,
    onProgress: (done, total) => {
      if (done < total && performance.now() - toldAt < progressMs) return;
      toldAt = performance.now();
      told.push(emit({ type: 'images/loading', task: task.name, done, total }));
    },
  });
  await Promise.all(told);
  return images;
}

/** Names of tasks whose images are not those that were scanned when the run was created. */
export async function changedTasks(chain: readonly ChainTask[], signal: AbortSignal): Promise<string[]> {
  const changed: string[] = [];
  for (const task of chain) {
    const { images } = await listTask(dirname(task.path), task.name);
    const hashes: { file: string; hash: string }[] = [];
    for (const { file } of images) {
      if (signal.aborted) throw new LoadingStopped();
      const hash = await hashOf(join(task.path, file));
      if (hash !== null) hashes.push({ file, hash });
    }
    if (fingerprintOf(hashes) !== task.fingerprint) changed.push(task.name);
  }
  return changed;
}

/** Null for what cannot be read, which the scan leaves out of the fingerprint too. */
async function hashOf(path: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readImageFile(path))
      .digest('hex');
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
