/** Loads every image of a chain into memory, telling how far it is and what was left out. */
import { basename, dirname, join } from 'node:path';
import type { ImageSet } from '../../core/images/image-set';
import type { TaskData } from '../../core/training/training';
import type { AppError } from '../../shared/errors';
import type { RunEventBody } from '../../shared/event';
import type { ChainTask, RunFile } from '../../shared/run';
import { splitNames } from '../../shared/task';
import type { SplitName } from '../../shared/task';
import type { ImageCache } from '../datasets/image-cache/image-cache';
import { isFolder } from '../datasets/list-images';
import { listTask, type ListedImage } from '../datasets/list-task';
import type { DatasetMapping } from '../../shared/mapping';
import { loadImageSet, loadListed } from '../datasets/load-images';
import { mappedDataset, type MappedDataset } from '../datasets/mapping/mapped-dataset';
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
  /** That the chain's dataset is read through; without it as its folders are. */
  readonly mapping?: DatasetMapping | null;
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
  const mapped = mappedDataset(chain, options.mapping);
  const tasks: TaskData[] = [];
  for (const [index, task] of chain.entries()) {
    const wantsTransfer = options.trainingData === 'transfer' && index > 0;
    try {
      const folder = await trainFolder({ ...task, isMapped: mapped !== null }, wantsTransfer, options);
      const isTrained = index >= (options.untrained ?? 0);
      const hasTrain = isTrained || (mapped === null && (await isFolder(join(folder, 'train'))));
      tasks.push(await loadTask(task, { ...options, mapped, trainFolder: hasTrain ? folder : null }));
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
  task: ChainTask & { isMapped: boolean },
  wantsTransfer: boolean,
  { emit }: Pick<LoadTasksOptions, 'emit'>,
): Promise<string> {
  if (!wantsTransfer) return task.path;
  // The path of a mapped task is the dataset's root.
  const own = task.isMapped ? join(task.path, task.name) : task.path;
  const small = transferPath(own);
  const isThere = await hasTransferSet(own);
  const message = isThere
    ? `Task ${task.name} trains on its small set in "${small}".`
    : `Task ${task.name} has no small training set in "${small}" and trains on its full one.`;
  await emit({ type: 'log/written', level: 'info', message });
  return isThere ? small : task.path;
}

interface LoadTaskOptions extends LoadTasksOptions {
  readonly mapped: MappedDataset | null;
  /** Null loads no training images. */
  readonly trainFolder: string | null;
}

async function loadTask(task: ChainTask, options: LoadTaskOptions): Promise<TaskData> {
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
  options: LoadTaskOptions,
): Promise<ImageSet> {
  const { size, unreadableImages, emit, signal, cache, mapped } = options;
  const told: Promise<void>[] = [];
  let toldAt = -Infinity;
  const skip = (file: string, error: AppError) => {
    const path = join(folder, file);
    told.push(emit({ type: 'image/skipped', task: task.name, path, message: error.message }));
  };
  const loading = {
    size,
    signal,
    cache,
    onUnreadable: unreadableImages === 'skip' ? skip : undefined,
    onProgress: (done: number, total: number) => {
      if (done < total && performance.now() - toldAt < progressMs) return;
      toldAt = performance.now();
      told.push(emit({ type: 'images/loading', task: task.name, done, total }));
    },
  };
  // The small set lies outside the mapping and is read as its folders say.
  const images =
    mapped === null || folder !== task.path
      ? await loadImageSet(folder, split, loading)
      : await loadListed(await mapped.splitOf(task.name, split), loading);
  await Promise.all(told);
  return images;
}

/**
 * Names of tasks whose images are not those that were scanned when the run was created. Files that were loaded are not
 * read again: `cache` knows what they held.
 */
export async function changedTasks(
  chain: readonly ChainTask[],
  { signal, cache, mapping }: ChangedTasksOptions,
): Promise<string[]> {
  const mapped = mappedDataset(chain, mapping);
  const changed: string[] = [];
  for (const task of chain) {
    if ((await currentFingerprint(task, { signal, cache, mapped })) !== task.fingerprint) changed.push(task.name);
  }
  return changed;
}

type ChangedTasksOptions = Pick<LoadTasksOptions, 'signal' | 'cache' | 'mapping'>;

async function currentFingerprint(
  task: ChainTask,
  { signal, cache, mapped }: Omit<ChangedTasksOptions, 'mapping'> & { mapped: MappedDataset | null },
): Promise<string> {
  const images =
    mapped === null
      ? (await listTask(dirname(task.path), basename(task.path))).images
      : await mapped.imagesOf(task.name);
  const hashed: (ListedImage & { hash: string })[] = [];
  for (const split of splitNames) {
    const listed = images.filter((image) => image.split === split);
    const within = mapped === null ? `${split}/` : '';
    const names = listed.map(({ file }) => file.slice(within.length));
    const hashes = await cache.hashesOf({ folder: join(task.path, within), names }, signal).catch((error: unknown) => {
      if (signal.aborted) throw new LoadingStopped('', { cause: error });
      throw error;
    });
    listed.forEach((image, index) => {
      // What cannot be read is left out of the fingerprint by the scan too.
      const hash = hashes[index];
      if (typeof hash === 'string') hashed.push({ ...image, hash });
    });
  }
  if (signal.aborted) throw new LoadingStopped();
  return fingerprintOf(hashed);
}
