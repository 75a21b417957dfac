/** The small training set of a later task, beside the tasks: `<root>/TransferLearning/<task>/train` (published code). */
import { basename, dirname, join } from 'node:path';
import { toAppError } from '../../shared/errors';
import { classNames } from '../../shared/task';
import type { ClassCounts, ClassName, Problem } from '../../shared/task';
import { isFolder, listImages } from './list-images';

/** Not a task itself. */
export const transferFolder = 'TransferLearning';

export interface TransferListing {
  readonly counts: ClassCounts;
  /** Warnings: without its small set a task can be trained on its full one. */
  readonly problems: readonly Problem[];
}

/** What takes the place of the task's own folder for `train`: a folder that holds train/fake and train/real. */
export function transferPath(taskPath: string): string {
  return join(dirname(taskPath), transferFolder, basename(taskPath));
}

export function hasTransferSet(taskPath: string): Promise<boolean> {
  return isFolder(join(transferPath(taskPath), 'train'));
}

/** Null where the task has none. The images are not opened. */
export async function listTransferSet(taskPath: string): Promise<TransferListing | null> {
  if (!(await hasTransferSet(taskPath))) return null;
  const counts: ClassCounts = { fake: 0, real: 0 };
  const problems: Problem[] = [];
  for (const className of classNames) {
    const path = join(transferPath(taskPath), 'train', className);
    const { count, reason } = await countClass(path);
    counts[className] = count;
    if (count === 0) problems.push(emptyClass({ path, task: basename(taskPath), className, reason }));
  }
  return { counts, problems };
}

async function countClass(path: string): Promise<{ count: number; reason: string }> {
  if (!(await isFolder(path))) return { count: 0, reason: ' (there is no such folder)' };
  try {
    return { count: (await listImages(path)).length, reason: '' };
  } catch (error) {
    return { count: 0, reason: ` (${toAppError(error).message})` };
  }
}

function emptyClass(at: { path: string; task: string; className: ClassName; reason: string }): Problem {
  const message =
    `The small training set of task "${at.task}" has no ${at.className} images in "${at.path}"${at.reason}. ` +
    'Add some, or train on the full set.';
  return { severity: 'warning', code: 'empty-class', path: at.path, message };
}
