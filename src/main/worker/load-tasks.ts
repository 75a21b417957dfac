/** Loads every image of a chain into memory, telling how far it is and what was left out. */
import { dirname, join } from 'node:path';
import type { ImageSet } from '../../core/images/image-set';
import type { TaskData } from '../../core/training/training';
import type { AppError } from '../../shared/errors';
import type { RunEventBody } from '../../shared/event';
import type { ChainTask, RunFile } from '../../shared/run';
import { splitNames } from '../../shared/task';
import type { SplitName } from '../../shared/task';
import type { ImageCache } from '../datasets/image-cache/image-cache';
import { isFolder } from '../datasets/list-images';
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
  /** So many tasks at the beginning of the chain are not trained: their training images are loaded only where there are some. */
  readonly untrained?: number;
  /** Whether an image that cannot be decoded ends the run, or is left out and told. */
  readonly unreadableImages: 'stop' | 'skip';
  emit(body: RunEventBody): Promise<void>;
  readonly signal: AbortSignal;
  readonly cache: ImageCache;
}

const progressMs = 500;

/** How many tasks at the beginning of a run's chain need no training images: those learnt before, unless the method looks back at them. */
export function untrainedTasks(
  { startStage = 1 }: Pick<RunFile, 'startStage'>,
  needs: { earlierImages?: boolean },
): number {
  return needs.earlierImages === true ? 0 : startStage - 1;
}

export async function loadTasks(chain: readonly ChainTask[], options: LoadTasksOptions): Promise<TaskData[]> {
  const tasks: TaskData[] = [];
  for (const [index, task] of chain.entries()) {
    const wantsTransfer = options.trainingData === 'transfer' && index > 0;
    try {
      const folder = await trainFolder(task, wantsTransfer, options);
      const hasTrain = index >= (options.untrained ?? 0) || (await isFolder(join(folder, 'train')));
      tasks.push(await loadTask(task, { ...options, trainFolder: hasTrain ? folder : null }));
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

async function loadTask(
  task: ChainTask,
  options: LoadTasksOptions & { trainFolder: string | null },
): Promise<TaskData> {
  const { trainFolder } = options;
  const load = (split: SplitName) => loadSplit({ task, folder: task.path, split }, options);
  return {
    name: task.name,
    train:
      trainFolder === null
        ? noImages(options.size)
        : await loadSplit({ task, folder: trainFolder, split: 'train' }, options),
    val: await load('val'),
    test: task.hasTest ? await load('test') : null,
  };
}

/** The training set of a task that others are trained after. */
function noImages(size: number): ImageSet {
  return { files: [], labels: new Uint8Array(), pixels: new Uint8Array(), size };
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
  const { images } = await listTask(dirname(task.path), task.name);
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
