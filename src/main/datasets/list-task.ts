/** The first look at a task: which images its folders hold, and which folders are missing or empty. */
import { join } from 'node:path';
import { toAppError } from '../../shared/errors';
import { classNames, splitNames } from '../../shared/task';
import type { ClassCounts, ClassName, Problem, SplitName } from '../../shared/task';
import { isFolder, listImages } from './list-images';
import { listTransferSet } from './transfer-set';

export interface TaskListing {
  readonly name: string;
  readonly path: string;
  /** Fake before real, train before val before test, sorted within. */
  readonly images: readonly ListedImage[];
  /** Images of the task's small training set in TransferLearning; null where it has none. */
  readonly transfer: ClassCounts | null;
  /** Of folders alone; images are not opened here. */
  readonly problems: readonly Problem[];
}

export interface ListedImage {
  /** Relative to the task's folder, with '/': "train/fake/x.png". */
  readonly file: string;
  readonly split: SplitName;
  readonly className: ClassName;
}

/** The task in `<root>/<name>`. What is wrong with its folders is not thrown, it is in `problems`. */
export async function listTask(root: string, name: string): Promise<TaskListing> {
  const path = join(root, name);
  const images: ListedImage[] = [];
  const problems: Problem[] = [];
  for (const split of splitNames) {
    if (!(await isFolder(join(path, split)))) {
      if (split !== 'test') problems.push(missingFolder({ path: join(path, split), task: name, within: split }));
      continue;
    }
    for (const className of classNames) {
      const within = `${split}/${className}`;
      const found = await listClass({ path: join(path, split, className), task: name, within });
      if (Array.isArray(found)) images.push(...found.map((file) => ({ file: `${within}/${file}`, split, className })));
      // Without a complete test split a task can be trained all the same; its AUC on test is then not defined.
      else problems.push(split === 'test' ? { ...found, severity: 'warning' } : found);
    }
  }
  const transfer = await listTransferSet(path);
  if (transfer) problems.push(...transfer.problems);
  return { name, path, images, transfer: transfer?.counts ?? null, problems };
}

interface FolderOfTask {
  readonly path: string;
  readonly task: string;
  /** "train" or "train/fake". */
  readonly within: string;
}

async function listClass(folder: FolderOfTask): Promise<string[] | Problem> {
  const { path, task, within } = folder;
  if (!(await isFolder(path))) return missingFolder(folder);
  try {
    const files = await listImages(path);
    if (files.length > 0) return files;
  } catch (error) {
    const reason = toAppError(error).message;
    const message = `Folder "${path}" of task "${task}" cannot be opened (${reason}). Check its permissions.`;
    return { severity: 'fatal', code: 'missing-folder', path, message };
  }
  const message = `Task "${task}" has no images in ${within} ("${path}"). Add some, or take the task out of the folder.`;
  return { severity: 'fatal', code: 'empty-class', path, message };
}

function missingFolder({ path, task, within }: FolderOfTask): Problem {
  const message = `Task "${task}" has no folder ${within}. Create "${path}" and put images there.`;
  return { severity: 'fatal', code: 'missing-folder', path, message };
}
