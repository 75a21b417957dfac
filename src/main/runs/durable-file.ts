/** Writes a file so that a reader, or a crash, sees the old content or the new, never a part. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { writeFailure } from '../files/write-failure';

/**
 * Writes beside, syncs, renames, syncs the folder: in this order, so that after a power cut there is the old content or the new.
 * The folder must exist. Several pieces are written one after the other. Throws AppError, which names the file.
 */
export async function writeDurably(path: string, content: string | Uint8Array | readonly Uint8Array[]): Promise<void> {
  // Whose it is, so that what a killed process has left is told from what is being written.
  const beside = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.partial`;
  try {
    await writeSynced(beside, content);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw writeFailure(path, sizeOf(content), error);
  }
  await syncFolder(dirname(path));
}

function sizeOf(content: string | Uint8Array | readonly Uint8Array[]): number {
  if (typeof content === 'string') return Buffer.byteLength(content);
  return content instanceof Uint8Array ? content.length : content.reduce((sum, piece) => sum + piece.length, 0);
}

/** A new file that a power cut no longer takes away; its name in the folder may still be. */
export async function writeSynced(path: string, content: string | Uint8Array | readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(typeof content === 'string' || content instanceof Uint8Array ? content : [...content]);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** With the folders above it that are missing; a power cut takes none of them away afterwards. Throws AppError, which names it. */
export async function makeFolderDurably(path: string): Promise<void> {
  let made: string | undefined;
  try {
    made = await mkdir(path, { recursive: true });
  } catch (error) {
    throw writeFailure(path, 0, error);
  }
  if (made === undefined) return;
  // From the new folder up to the one that the first of them was made in.
  const top = dirname(resolve(made));
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    await syncFolder(folder);
    if (folder === top || folder === dirname(folder)) return;
  }
}

/** Makes a rename in the folder survive a power cut. Windows cannot open folders and needs no such thing. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export async function writeJsonDurably(path: string, value: unknown): Promise<void> {
  await writeDurably(path, `${JSON.stringify(value, null, 2)}\n`);
}
