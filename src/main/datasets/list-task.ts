/** The first look at a task: which images its folders hold, what else lies there, and which folders are missing or empty. */
import { join } from 'node:path';
import { toAppError } from '../../shared/errors';
import type { VideoRule } from '../../shared/metrics/video-rules';
import { classNames, splitNames } from '../../shared/task';
import type { ClassCounts, ClassName, Problem, SplitName } from '../../shared/task';
import { whatIsIn } from './folder-text';
import { isFolder, listContents } from './list-images';
import type { FolderContents, SkippedFile } from './list-images';
import { listTransferSet, type TransferListing } from './transfer-set';
import { unreadFolders } from './unread-folders';

export interface TaskListing {
  readonly name: string;
  readonly path: string;
  /** Fake before real, train before val before test, sorted within. */
  readonly images: readonly ListedImage[];
  /** In class folders, relative to the task's folder. */
  readonly skipped: readonly SkippedFile[];
  /** Images of the task's small training set in TransferLearning; null where it has none. */
  readonly transfer: ClassCounts | null;
  /** That a mapping names; absent: the published one. */
  readonly videoRule?: VideoRule | undefined;
  /** Of folders alone; images are not opened here. */
  readonly problems: readonly Problem[];
}

export interface ListedImage {
  /** Relative to the task's folder, with '/': "train/fake/x.png". */
  readonly file: string;
  readonly split: SplitName;
  readonly className: ClassName;
  /** As a mapping says. */
  readonly video?: string | undefined;
}

/** The task in `<root>/<name>`. What is wrong with its folders is not thrown, it is in `problems`. */
export async function listTask(root: string, name: string): Promise<TaskListing> {
  const path = join(root, name);
  const images: ListedImage[] = [];
  const skipped: SkippedFile[] = [];
  const problems: Problem[] = [];
  const transfer = await listTransferSet(path);
  for (const split of splitNames) {
    if (!(await isFolder(join(path, split)))) {
      if (split !== 'test') problems.push(await missingSplit({ path, task: name, split, transfer }));
      continue;
    }
    for (const className of classNames) {
      const within = `${split}/${className}`;
      const { problem, ...found } = await listClass({ path: join(path, split, className), task: name, within });
      images.push(...found.images.map((file) => ({ file: `${within}/${file}`, split, className })));
      skipped.push(...found.skipped.map(({ file, kind }) => ({ file: `${within}/${file}`, kind })));
      // Without a complete test split a task can be trained all the same; its AUC on test is then not defined.
      if (problem !== null) problems.push(split === 'test' ? { ...problem, severity: 'warning' } : problem);
    }
  }
  problems.push(...(transfer?.problems ?? []), ...(await unreadFolders(path, name)));
  return { name, path, images, skipped, transfer: transfer?.counts ?? null, problems };
}

interface FolderOfTask {
  readonly path: string;
  readonly task: string;
  /** "train/fake". */
  readonly within: string;
}

async function listClass(folder: FolderOfTask): Promise<FolderContents & { readonly problem: Problem | null }> {
  const { path, task, within } = folder;
  const nothing: FolderContents = { images: [], skipped: [] };
  if (!(await isFolder(path))) return { ...nothing, problem: await missingClass(folder) };
  let contents = nothing;
  try {
    contents = await listContents(path);
    if (contents.images.length > 0) return { ...contents, problem: null };
  } catch (error) {
    const reason = toAppError(error).message;
    const message = `Folder "${path}" of task "${task}" cannot be opened (${reason}). Check its permissions.`;
    return { ...nothing, problem: { severity: 'fatal', code: 'missing-folder', path, message } };
  }
  const message = `Task "${task}" has no images in ${within}: ${await whatIsIn(path)}. Add some, or take the task out of the folder.`;
  return { ...contents, problem: { severity: 'fatal', code: 'empty-class', path, message } };
}

async function missingClass({ path, task, within }: FolderOfTask): Promise<Problem> {
  const above = join(path, '..');
  const message =
    `Task "${task}" has no folder ${within}: ${await whatIsIn(above)}. ` +
    `Create "${path}" and put images there, or map the folders that are there (cored datasets map).`;
  return { severity: 'fatal', code: 'missing-folder', path, message };
}

/** A task whose small training set is complete can be trained without its own; one without both can be evaluated. */
async function missingSplit(of: {
  path: string;
  task: string;
  split: 'train' | 'val';
  transfer: TransferListing | null;
}): Promise<Problem> {
  const { task, split, transfer } = of;
  const path = join(of.path, split);
  const there = `Task "${task}" has no folder ${split}: ${await whatIsIn(of.path)}.`;
  const problem = { code: 'missing-folder', path, ...(split === 'train' && { split }) } as const;
  if (split === 'train' && transfer !== null && transfer.counts.fake > 0 && transfer.counts.real > 0) {
    const message =
      `${there} It can be trained on its small set in TransferLearning alone: after the first task of a chain, ` +
      'with trainingData "transfer".';
    return { ...problem, severity: 'warning', message };
  }
  const mapping = 'or map the folders that are there (cored datasets map)';
  return { ...problem, severity: 'fatal', message: `${there} Create "${path}" and put images there, ${mapping}.` };
}
