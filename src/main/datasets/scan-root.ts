/** Scans a dataset's root folder in the thread that calls it; scan.ts does the same beside the main thread. */
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { leaveOutKinds, type LeftOutFile } from '../../shared/audit';
import { AppError, toAppError } from '../../shared/errors';
import type { DatasetMapping } from '../../shared/mapping';
import { classNames, splitNames } from '../../shared/task';
import type { Problem, TaskScan } from '../../shared/task';
import { whatIsIn } from './folder-text';
import { absent, isFolder, listFolders } from './list-images';
import { listTask } from './list-task';
import type { TaskListing } from './list-task';
import { listMapped, missingOf } from './mapping/list-mapped';
import { mappingHash } from './mapping/mapping-file';
import { labelConflictProblems } from './audit/label-conflicts';
import { chooseLeftOut } from './audit/leave-out';
import type { AuditedTask } from './audit/audited-image';
import { describeTask, openTask, type OpenedTask } from './scan-task';
import { transferFolder } from './transfer-set';
import { unreadAtRoot } from './unread-folders';

export interface DatasetScan {
  readonly tasks: TaskScan[];
  /** Of the root itself; each task has its own. */
  readonly problems: Problem[];
  /** What the mapping's switches leave out, where that is not what it names already: to be saved with it. */
  readonly leftOut?: LeftOutFile[];
}

export interface ScanOptions {
  /** Files looked at and files in all; at most ten times a second, and once at the end. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How the folders are read; without it as `<task>/<split>/<class>`. */
  readonly mapping?: DatasetMapping | null | undefined;
}

const PROGRESS_INTERVAL_MS = 100;
/** Where a mapping dealt nothing. */
const usualSeed = 2020;

/**
 * The tasks below a root, sorted by name: every folder that has a train, val or test folder, or real and fake ones.
 * Throws AppError: `not-found` or `bad-input` where the root is not a folder, `not-permitted`, `cancelled`.
 */
export async function scanRoot(root: string, options: ScanOptions = {}): Promise<DatasetScan> {
  const path = resolve(root);
  const folders = await openRoot(path);
  if (options.mapping) return scanMapped(path, options.mapping, options);
  if (await isTaskItself(path)) return { tasks: [], problems: [taskChosen(path)] };
  const listings = [];
  const others: string[] = [];
  for (const name of folders) {
    if (name === transferFolder) continue;
    if (await looksLikeTask(join(path, name))) listings.push(await listTask(path, name));
    else others.push(name);
  }
  if (listings.length === 0) return { tasks: [], problems: [await nothingFound(path)] };

  const { tasks, problems } = describeAll(path, await openAll(listings, options));
  const unread = await unreadAtRoot(path, { tasks: tasks.map(({ name }) => name), others });
  return { tasks, problems: [...unread, ...problems] };
}

async function scanMapped(root: string, mapping: DatasetMapping, options: ScanOptions): Promise<DatasetScan> {
  const { leftOut: before, ...whole } = mapping;
  const { leaveOut = [], seed } = mapping;
  const { tasks: listings, problems } = await listMapped(root, whole);
  const opened = await openAll(listings, options);
  // The present files say anew what is left out; what an earlier scan found does not count.
  const leftOut = chooseLeftOut(auditedOf(opened), { kinds: leaveOut, seed: seed ?? usualSeed });
  const hash = mappingHash(leaveOut.length === 0 ? whole : { ...whole, leftOut });
  const scanned = describeAll(
    root,
    leftOut.length === 0 ? opened : opened.map((task) => withoutLeftOut(task, leftOut)),
  );
  const tasks = scanned.tasks.map((task) => {
    const counts = leaveOutKinds.flatMap((kind) => {
      const count = leftOut.filter((file) => file.task === task.name && file.kind === kind).length;
      return count === 0 ? [] : [{ kind, count }];
    });
    return { ...task, mapping: hash, ...(counts.length > 0 && { leftOut: counts }) };
  });
  const isOther = leaveOut.length > 0 && JSON.stringify(before) !== JSON.stringify(leftOut);
  return { tasks, problems: [...problems, ...scanned.problems], ...(isOther && { leftOut }) };
}

function withoutLeftOut(task: OpenedTask, leftOut: readonly LeftOutFile[]): OpenedTask {
  const { listing } = task;
  const files = new Set(leftOut.flatMap((file) => (file.task === listing.name ? [file.file] : [])));
  if (files.size === 0) return task;
  const images = listing.images.filter(({ file }) => !files.has(file));
  const { name, path, transfer } = listing;
  const counts = transfer && { counts: transfer };
  const problems = [
    ...listing.problems.filter((problem) => problem.code !== 'empty-class' || problem.path !== path),
    ...missingOf({ name, path, images, transfer: counts }),
  ];
  const opened = task.images.filter(({ file }) => !files.has(file));
  return { ...task, listing: { ...listing, images, problems }, images: opened };
}

async function openAll(listings: readonly TaskListing[], options: ScanOptions): Promise<OpenedTask[]> {
  const total = listings.reduce((sum, task) => sum + task.images.length, 0);
  const report = throttledProgress(total, options);
  const opened: OpenedTask[] = [];
  for (const listing of listings) opened.push(await openTask(listing, report.next));
  report.end();
  return opened;
}

function describeAll(root: string, opened: readonly OpenedTask[]): Pick<DatasetScan, 'tasks' | 'problems'> {
  return { tasks: opened.map(describeTask), problems: labelConflictProblems(auditedOf(opened), root) };
}

function auditedOf(opened: readonly OpenedTask[]): AuditedTask[] {
  return opened.map(({ listing, images }) => ({ name: listing.name, path: listing.path, images }));
}

async function openRoot(path: string): Promise<string[]> {
  const found = await stat(path).catch(absent);
  if (found === undefined) {
    throw new AppError('not-found', `Folder "${path}" does not exist. Check the path, or choose another folder.`);
  }
  if (!found.isDirectory())
    throw new AppError('bad-input', `"${path}" is a file. Choose the folder that holds the tasks.`);
  try {
    return await listFolders(path);
  } catch (error) {
    const message = `Folder "${path}" cannot be opened (${toAppError(error).message}). Check its permissions.`;
    throw new AppError('not-permitted', message, { cause: error });
  }
}

async function looksLikeTask(path: string): Promise<boolean> {
  return hasAny(path, [...splitNames, ...classNames]);
}

async function isTaskItself(path: string): Promise<boolean> {
  return (await hasAny(join(path, 'train'), classNames)) || (await hasAny(join(path, 'val'), classNames));
}

async function hasAny(path: string, names: readonly string[]): Promise<boolean> {
  for (const name of names) if (await isFolder(join(path, name))) return true;
  return false;
}

function taskChosen(path: string): Problem {
  const message = `"${path}" is itself a task. Choose the folder that holds it: "${dirname(path)}".`;
  return { severity: 'fatal', code: 'nothing-found', path, message };
}

async function nothingFound(path: string): Promise<Problem> {
  const message =
    `No task was found in "${path}": ${await whatIsIn(path)}. A task is a folder in it with train/real, train/fake, ` +
    'val/real and val/fake; choose the folder that holds the tasks, or map what is there (cored datasets map).';
  return { severity: 'fatal', code: 'nothing-found', path, message };
}

function throttledProgress(total: number, { onProgress, signal }: ScanOptions) {
  let done = 0;
  let reportedAt = -Infinity;
  return {
    next: () => {
      if (signal?.aborted === true) throw new AppError('cancelled', 'The scan was cancelled.');
      done += 1;
      const now = performance.now();
      if (now - reportedAt < PROGRESS_INTERVAL_MS || done === total) return;
      reportedAt = now;
      onProgress?.(done, total);
    },
    end: () => onProgress?.(done, total),
  };
}
