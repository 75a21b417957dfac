/** Writes a cache file beside its place and renames it, so that a reader sees all of it or nothing. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** Of a file that is not whole yet, or of a process that ended before it was. */
export const partialEnding = '.partial';

/** Not synced to the disk: after a power cut a cache file may be torn, which shows when it is read. */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const beside = `${path}.${randomUUID().slice(0, 8)}${partialEnding}`;
  try {
    const file = await open(beside, 'wx');
    try {
      await write(file);
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
