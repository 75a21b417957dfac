/** Folders of a task that are not read although they hold images: a third class, another split's name. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { formatCount } from '../../shared/format';
import { classNames, splitNames } from '../../shared/task';
import type { Problem } from '../../shared/task';
import { transferFolder } from './transfer-set';
import { absent, isFolder, listContents, listFolders } from './list-images';
import { joinNames, whatIsIn } from './folder-text';
import { isImageFile, isSystemName } from './image-names';

/** Beside train, val and test, and beside fake and real in each of them. */
export async function unreadFolders(path: string, task: string): Promise<Problem[]> {
  const problems = [await unreadIn({ path, task, within: '', read: splitNames })];
  for (const split of splitNames) {
    const folder = join(path, split);
    if (await isFolder(folder)) problems.push(await unreadIn({ path: folder, task, within: split, read: classNames }));
  }
  return problems.filter((problem) => problem !== null);
}

/** Folders beside the tasks that hold images but no split or class, and small training sets of tasks that are not there. */
export async function unreadAtRoot(
  root: string,
  { tasks, others }: { tasks: readonly string[]; others: readonly string[] },
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const name of others) {
    const path = join(root, name);
    const count = (await listContents(path).catch(absent))?.images.length ?? 0;
    if (count === 0) continue;
    const message =
      `"${path}" is not read as a task, although it has ${formatCount(count, 'image')}: ${await whatIsIn(path)}. ` +
      'A task has folders train and val; map the folders that are there (cored datasets map), or move it elsewhere.';
    problems.push({ severity: 'warning', code: 'unread-folder', path, message });
  }
  const small = (await listFolders(join(root, transferFolder)).catch(absent)) ?? [];
  for (const name of small.filter((candidate) => !tasks.includes(candidate))) {
    const path = join(root, transferFolder, name);
    const message = `The small training set "${path}" belongs to no task: there is no folder "${join(root, name)}" with val/real and val/fake. Add the task, or remove the set.`;
    if (await isFolder(join(path, 'train')))
      problems.push({ severity: 'warning', code: 'unread-folder', path, message });
  }
  return problems;
}

async function unreadIn(at: {
  path: string;
  task: string;
  /** "train", or '' for the task's folder itself. */
  within: string;
  read: readonly string[];
}): Promise<Problem | null> {
  const { path, task, within, read } = at;
  const others = ((await listFolders(path).catch(absent)) ?? []).filter((name) => !read.includes(name));
  const told: string[] = [];
  for (const name of others) {
    const count = (await listContents(join(path, name)).catch(absent))?.images.length ?? 0;
    if (count > 0) told.push(`${name} (${formatCount(count, 'image')})`);
  }
  const loose = await looseImages(path);
  if (loose > 0) told.push(`${formatCount(loose, 'image')} in no folder`);
  if (told.length === 0) return null;
  const where = within === '' ? `Task "${task}"` : `${within} of task "${task}"`;
  const message =
    `${where} holds also ${joinNames(told)}, which ${told.length === 1 ? 'is' : 'are'} not read: ` +
    `only ${joinNames(read)} are. Move the images, or map the folders (cored datasets map).`;
  return { severity: 'warning', code: 'unread-folder', path, message };
}

async function looseImages(path: string): Promise<number> {
  const files = (await readdir(path, { withFileTypes: true }).catch(absent)) ?? [];
  let count = 0;
  for (const { name } of files.filter((entry) => entry.isFile() && !isSystemName(entry.name)))
    if (await isImageFile(name, join(path, name), true)) count += 1;
  return count;
}
