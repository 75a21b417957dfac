/** The image cache's folder as a whole: how much lies in it, what goes first when it is full, and clearing it. */
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMissing } from '../../runs/json-file';
import { absent } from '../list-images';
import { partialEnding } from './write-whole';

export const setEnding = '.images';

/** Older than this, a file that is being written belongs to a process that is gone. */
const abandonedMs = 60 * 60 * 1000;

interface CacheEntry {
  readonly path: string;
  readonly sizeBytes: number;
  readonly usedMs: number;
}

export function imageCacheFolder(workspace: string): string {
  return join(workspace, 'cache', 'images');
}

/** Of a run's or an evaluation's folder; null for one that lies in no workspace: nothing is kept for it. */
export function imageCacheOf(workedFolder: string): string | null {
  const all = dirname(workedFolder);
  return ['runs', 'evaluations'].includes(basename(all)) ? imageCacheFolder(dirname(all)) : null;
}

/** Where the hashes of the datasets' files are kept. */
export function hashesFolder(folder: string): string {
  return join(folder, 'hashes');
}

export async function measureCache(folder: string): Promise<{ sizeBytes: number; sets: number }> {
  const entries = await entriesOf(folder);
  return {
    sizeBytes: entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    sets: entries.filter(({ path }) => path.endsWith(setEnding)).length,
  };
}

/**
 * Removes what was not used for the longest time until `limitBytes` hold the rest, and what
 * processes that are gone left unfinished. A file that another process is reading stays
 * readable to it until it closes it.
 */
export async function trimCache(folder: string, limitBytes: number): Promise<void> {
  const entries = (await entriesOf(folder)).sort((a, b) => a.usedMs - b.usedMs);
  let total = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  for (const { path, sizeBytes, usedMs } of entries) {
    const isPartial = path.endsWith(partialEnding);
    const isAbandoned = isPartial && usedMs < Date.now() - abandonedMs;
    if (!isAbandoned && (isPartial || total <= limitBytes)) continue;
    await rm(path, { force: true });
    total -= sizeBytes;
  }
}

/** A set that is being written meanwhile is not kept, and its worker says so. */
export async function clearCache(folder: string): Promise<void> {
  for (const { path } of await entriesOf(folder)) await rm(path, { force: true });
}

/** Files of ours alone: whatever else lies in the folder is not counted and never removed. */
async function entriesOf(folder: string): Promise<CacheEntry[]> {
  const sets = await namesIn(folder);
  const hashes = await namesIn(hashesFolder(folder));
  const paths = [
    ...sets.filter((name) => isOurs(name, setEnding)).map((name) => join(folder, name)),
    ...hashes.filter((name) => isOurs(name, '.json')).map((name) => join(hashesFolder(folder), name)),
  ];
  const entries: CacheEntry[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(absent);
    if (found !== undefined) entries.push({ path, sizeBytes: found.size, usedMs: found.mtimeMs });
  }
  return entries;
}

export async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

function isOurs(name: string, ending: string): boolean {
  return name.endsWith(ending) || (name.includes(`${ending}.`) && name.endsWith(partialEnding));
}
