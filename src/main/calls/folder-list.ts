/** `folder/list`: what lies in a folder below a root, for choosing datasets, targets and weights in the browser. */
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../shared/errors';
import type { CallOutput } from '../../shared/contract';
import { isBundleName } from '../../shared/bundle';
import { canHoldWeights } from '../../shared/weights';
import { isWithin } from '../places/is-within';
import type { CallContext, Handler } from './handler';

type Entry = CallOutput<'folder/list'>['entries'][number];

export const folderList: Handler<'folder/list'> = async ({ path }, context) => {
  const { roots } = context.paths;
  if (path === '') {
    if (roots === null) return list(homedir(), context);
    return { path: '', parent: null, entries: roots.map((root) => ({ name: root, path: root, isFolder: true })) };
  }
  return list(await context.paths.allow(path), context);
};

async function list(path: string, { paths }: CallContext): Promise<CallOutput<'folder/list'>> {
  const names = await readdir(path).catch((error: unknown) => {
    throw new AppError('not-found', `The folder "${path}" does not exist or cannot be opened.`, { cause: error });
  });
  const shown = names
    .filter((name) => !name.startsWith('.'))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const entries: Entry[] = [];
  for (const name of shown) {
    const entry = await entryOf(join(path, name), paths.allow);
    if (entry !== null) entries.push(entry);
  }
  const isRoot = paths.roots?.includes(path) ?? false;
  const parent = dirname(path);
  const isAbove = paths.roots !== null && !paths.roots.some((root) => isWithin(parent, root));
  return { path, parent: isRoot || isAbove || parent === path ? null : parent, entries };
}

/** Folders, and files that can hold weights or a run; null for all else, and for links that lead out or nowhere. */
async function entryOf(path: string, allow: (path: string) => Promise<string>): Promise<Entry | null> {
  const name = basename(path);
  try {
    await allow(path);
    const isFolder = (await stat(path)).isDirectory();
    return isFolder || canHoldWeights(name) || isBundleName(name) ? { name, path, isFolder } : null;
  } catch {
    // What cannot be opened cannot be chosen, so it is not offered.
    return null;
  }
}
