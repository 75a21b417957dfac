/** Finds the image files of a class folder, always in the same order. */
import { readdir, realpath, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';

const IMAGE_EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.tif', '.tiff', '.bmp']);

/**
 * Paths of the images below a folder, relative to it, with '/' between the parts, sorted by code unit: the same on every
 * machine. Subfolders count too (one folder per video is a common layout). Hidden files and other extensions are left
 * out; links are followed, each folder once, so that a loop of links ends.
 *
 * Rejects with Node's own error where the folder is not there or cannot be opened.
 */
export async function listImages(folder: string): Promise<string[]> {
  const found: string[] = [];
  const visited = new Set<string>();
  const visit = async (below: string): Promise<void> => {
    const path = join(folder, below);
    const real = await realpath(path);
    if (visited.has(real)) return;
    visited.add(real);
    for (const entry of await readdir(path, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const relative = below === '' ? entry.name : `${below}/${entry.name}`;
      const kind = await kindOf(entry, join(path, entry.name));
      if (kind === 'folder') await visit(relative);
      else if (kind === 'file' && hasImageExtension(entry.name)) found.push(relative);
    }
  };
  await visit('');
  return found.sort((a, b) => (a < b ? -1 : 1));
}

/** Names of the folders in a folder, links to folders included, sorted; hidden ones left out. */
export async function listFolders(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    if ((await kindOf(entry, join(folder, entry.name))) === 'folder') names.push(entry.name);
  }
  return names.sort((a, b) => (a < b ? -1 : 1));
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(absent))?.isDirectory() ?? false;
}

async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | 'other'> {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return 'other';
  const target = await stat(path).catch(absent);
  // A link that leads nowhere counts as a file: where it is called an image, reading it will say what is wrong.
  return target?.isDirectory() === true ? 'folder' : 'file';
}

function hasImageExtension(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && IMAGE_EXTENSIONS.has(name.slice(dot).toLowerCase());
}

/** For `stat`: nothing where the path does not exist or is a loop of links; other errors stay errors. */
export function absent(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENOTDIR') return undefined;
  throw error;
}
