/** Finds the image files of a class folder, always in the same order, and says what else lies there. */
import { readdir, realpath, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import type { SkippedKind } from '../../shared/task';
import { isImageFile, isSystemName } from './image-names';
import { isNotUtf8 } from './open-file';

export interface FolderContents {
  /** Relative to the folder, with '/' between the parts, sorted by code unit: the same on every machine. */
  readonly images: string[];
  /** Everything else, sorted; the contents of folders that are left out are not looked at. */
  readonly skipped: SkippedFile[];
}

export interface SkippedFile {
  readonly file: string;
  readonly kind: SkippedKind;
}

/** The images below a folder, as `listContents` finds them. */
export async function listImages(folder: string): Promise<string[]> {
  return (await listContents(folder)).images;
}

/**
 * What is below a folder. Subfolders count too (one folder per video is a common layout). An image is a file with an
 * image's ending, or with none or an unknown one and an image's first bytes. Links are followed, each folder once, so
 * that a loop of links ends.
 *
 * Rejects with Node's own error where the folder is not there or cannot be opened.
 */
export async function listContents(folder: string): Promise<FolderContents> {
  const images: string[] = [];
  const skipped: SkippedFile[] = [];
  const visited = new Set<string>();
  const visit = async (below: string): Promise<void> => {
    const path = join(folder, below);
    const real = await realpath(path);
    if (visited.has(real)) return;
    visited.add(real);
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const file = below === '' ? entry.name : `${below}/${entry.name}`;
      const kind = await contentKind(entry, join(path, entry.name));
      if (kind === 'folder') await visit(file);
      else if (kind === 'image') images.push(file);
      else skipped.push({ file, kind });
    }
  };
  await visit('');
  return {
    images: images.sort((a, b) => (a < b ? -1 : 1)),
    skipped: skipped.sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

async function contentKind(entry: Dirent, path: string): Promise<'folder' | 'image' | SkippedKind> {
  if (isSystemName(entry.name)) return 'system';
  if (entry.name.startsWith('.')) return 'hidden';
  const kind = await kindOf(entry, path);
  // Neither can be gone into; opening it as an image says what is wrong with its name.
  if (kind === 'folder') return isNotUtf8(entry.name) ? 'image' : 'folder';
  return (await isImageFile(entry.name, path, kind === 'file')) ? 'image' : kind === 'file' ? 'other' : 'special';
}

/** Names of the folders in a folder, links to folders included, sorted; hidden and system ones left out. */
export async function listFolders(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || isSystemName(entry.name)) continue;
    if ((await kindOf(entry, join(folder, entry.name))) === 'folder') names.push(entry.name);
  }
  return names.sort((a, b) => (a < b ? -1 : 1));
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(absent))?.isDirectory() ?? false;
}

async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | 'special'> {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return 'special';
  const target = await stat(path).catch(absent);
  // A link that leads nowhere counts as a file: where it is called an image, reading it will say what is wrong.
  if (target === undefined || target.isFile()) return 'file';
  return target.isDirectory() ? 'folder' : 'special';
}

/** For `stat`: nothing where the path does not exist or is a loop of links; other errors stay errors. */
export function absent(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENOTDIR') return undefined;
  throw error;
}
