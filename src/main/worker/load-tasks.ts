/** Loads every image of a chain into memory, telling how far it is and what was left out. */
import { basename, dirname, join } from 'node:path';
import type { ImageSet } from '../../core/images/image-set';
import type { TaskData } from '../../core/training/training';
import type { AppError } from '../../shared/errors';
import type { RunEventBody } from '../../shared/event';
import type { ChainTask } from '../../shared/run';
import { splitNames } from '../../shared/task';
import type { SplitName } from '../../shared/task';
import type { ImageCache } from '../datasets/image-cache/image-cache';
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
  readonly cache: ImageCache;
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
  const { size, unreadableImages, emit, signal, cache } = options;
  const told: Promise<void>[] = [];
  let toldAt = -Infinity;
  const skip = (file: string, error: AppError) => {
    const path = join(folder, file);
    told.push(emit({ type: 'image/skipped', task: task.name, path, message: error.message }));
  };
  const images = await loadImageSet(folder, split, {
    size,
    signal,
    cache,
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

/**
 * Names of tasks whose images are not those that were scanned when the run was created. Files that were loaded are not
 * read again: `cache` knows what they held.
 */
export async function changedTasks(
  chain: readonly ChainTask[],
  { signal, cache }: Pick<LoadTasksOptions, 'signal' | 'cache'>,
): Promise<string[]> {
  const changed: string[] = [];
  for (const task of chain) {
    if ((await currentFingerprint(task, { signal, cache })) !== task.fingerprint) changed.push(task.name);
  }
  return changed;
}

async function currentFingerprint(
  task: ChainTask,
  { signal, cache }: Pick<LoadTasksOptions, 'signal' | 'cache'>,
): Promise<string> {
  const { images } = await listTask(dirname(task.path), basename(task.path));
  const hashed: { file: string; hash: string }[] = [];
  for (const split of splitNames) {
    const names = images.filter((image) => image.split === split).map(({ file }) => file.slice(split.length + 1));
    const hashes = await cache.hashesOf({ folder: join(task.path, split), names }, signal).catch((error: unknown) => {
      if (signal.aborted) throw new LoadingStopped('', { cause: error });
      throw error;
    });
    names.forEach((name, index) => {
      // What cannot be read is left out of the fingerprint by the scan too.
      const hash = hashes[index];
      if (typeof hash === 'string') hashed.push({ file: `${split}/${name}`, hash });
    });
  }
  if (signal.aborted) throw new LoadingStopped();
  return fingerprintOf(hashed);
}
