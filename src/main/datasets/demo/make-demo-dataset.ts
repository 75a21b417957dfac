/** Makes the demo's dataset, or finds it made already. */
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError, toAppError } from '../../../shared/errors';
import { classNames, splitNames } from '../../../shared/task';
import { absent, listImages } from '../list-images';
import { DEMO_RECORD_NAME, describeDemo, readDemoRecord } from './demo-record';
import type { DemoRecord } from './demo-record';
import { manipulations } from './manipulations';
import { loadPhotographs } from './photographs';
import { DEMO_SEED, SPLIT_SIZES } from './settings';
import type { SplitSizes } from './settings';
import { countImages, writeTask } from './write-task';

/** Making takes well under a minute. */
const LEFTOVER_AFTER_MS = 10 * 60_000;

export interface DemoOptions {
  /** The first so many of the four tasks; all unless given. */
  readonly tasks?: number | undefined;
  readonly seed?: number | undefined;
  /** Fewer for a quick look; the usual ones unless given. */
  readonly imagesPerClass?: SplitSizes | undefined;
  readonly onProgress?: ((done: number, total: number, message: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface DemoDataset {
  readonly path: string;
  /** In the order of the demo's chain. */
  readonly taskNames: string[];
}

/**
 * The demo's tasks in the folder `to`, made there unless a complete demo of this version and seed with at least as many
 * tasks is there already. It is made in a folder beside `to` and renamed at the end, so `to` is never half a dataset.
 * The same seed gives the same bytes.
 *
 * Throws AppError: `bad-input` for a wrong number of tasks, `conflict` where `to` holds something else, `not-permitted`
 * where it cannot be written, `unavailable` without the photographs, `cancelled`.
 */
export async function makeDemoDataset(to: string, options: DemoOptions = {}): Promise<DemoDataset> {
  const { tasks = manipulations.length, seed = DEMO_SEED, imagesPerClass = SPLIT_SIZES } = options;
  if (!Number.isInteger(tasks) || tasks < 1 || tasks > manipulations.length) {
    throw new AppError('bad-input', `The demo has 1 to ${manipulations.length} tasks, not ${tasks}.`);
  }
  const path = resolve(to);
  const wanted = describeDemo(seed, tasks, imagesPerClass);
  const taskNames = wanted.tasks.map((task) => task.name);
  const found = await readDemoRecord(path);
  if (found !== null && covers(found, wanted) && (await isComplete(path, wanted))) return { path, taskNames };
  if (found === null && !(await isEmptyOrAbsent(path))) throw occupied(path);

  const making = await makeSibling(path);
  try {
    await writeDemo(making, wanted, options);
    // What is there is an older demo of ours, or an empty folder.
    await rm(path, { recursive: true, force: true });
    await rename(making, path);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error instanceof AppError ? error : notWritten(path, error);
  }
  return { path, taskNames };
}

async function writeDemo(folder: string, record: DemoRecord, { onProgress, signal }: DemoOptions): Promise<void> {
  const photographs = await loadPhotographs();
  const { seed, imagesPerClass } = record;
  const total = record.tasks.length * countImages(imagesPerClass);
  let done = 0;
  for (const manipulation of manipulations.slice(0, record.tasks.length)) {
    const onImage = () => {
      if (signal?.aborted === true) throw new AppError('cancelled', 'Making the demo was cancelled.');
      done += 1;
      onProgress?.(done, total, `Making task ${manipulation.task}`);
    };
    await writeTask(folder, { photographs, manipulation, imagesPerClass, seed, onImage });
  }
  await writeFile(join(folder, DEMO_RECORD_NAME), `${JSON.stringify(record, null, 2)}\n`);
}

function covers(found: DemoRecord, wanted: DemoRecord): boolean {
  const withAllTasks = { ...found, tasks: found.tasks.slice(0, wanted.tasks.length) };
  return JSON.stringify(withAllTasks) === JSON.stringify(wanted);
}

/** Whether every image is there: a demo that someone has thinned out is made anew. */
async function isComplete(folder: string, { tasks, imagesPerClass }: DemoRecord): Promise<boolean> {
  for (const { name } of tasks) {
    let images = 0;
    for (const split of splitNames) {
      for (const className of classNames) {
        images += (await listImages(join(folder, name, split, className)).catch(absent))?.length ?? 0;
      }
    }
    if (images !== countImages(imagesPerClass)) return false;
  }
  return true;
}

async function isEmptyOrAbsent(path: string): Promise<boolean> {
  const found = await stat(path).catch(absent);
  if (found === undefined) return true;
  return found.isDirectory() && (await readdir(path)).length === 0;
}

/** An empty folder beside `path`, on the same disk, so that the last rename is one step. */
async function makeSibling(path: string): Promise<string> {
  const prefix = `.${basename(path)}-making-`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await removeLeftovers(dirname(path), prefix);
    return await mkdtemp(join(dirname(path), prefix));
  } catch (error) {
    throw notWritten(path, error);
  }
}

/** Folders of a making that was killed; a younger one may belong to another process that is at it right now. */
async function removeLeftovers(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const changedAt = (await stat(join(parent, name)).catch(absent))?.mtimeMs ?? Infinity;
    if (Date.now() - changedAt > LEFTOVER_AFTER_MS) await rm(join(parent, name), { recursive: true, force: true });
  }
}

function occupied(path: string): AppError {
  const message = `"${path}" holds something that is not the demo's dataset. Choose another folder, or empty this one.`;
  return new AppError('conflict', message);
}

function notWritten(path: string, cause: unknown): AppError {
  const message = `The demo's dataset cannot be written to "${path}" (${toAppError(cause).message}). Choose another folder.`;
  return new AppError('not-permitted', message, { cause });
}
