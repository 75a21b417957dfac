/** Puts a new registry's file into the place of the present one, and keeps that one. */
import { existsSync, linkSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors';
import { stampNow } from './stamp-now';

/**
 * No moment passes without a file at that place, unless what lies there is none (a folder). A process that has the old
 * one open goes on with it until it notices. `made`: a closed registry without companions. Returns where the old one is
 * kept, null where there was none. Throws AppError 'conflict' where it cannot be moved; then nothing has changed.
 */
export function replaceFile(file: string, made: string, reason: string): string | null {
  const folder = join(dirname(file), 'backups');
  const kept = join(folder, `registry-${reason}-${stampNow()}.sqlite`);
  // Also a link that leads nowhere.
  const isThere = lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  try {
    if (isThere) {
      mkdirSync(folder, { recursive: true });
      keep(file, kept);
      // The log belongs to the old file: beside the new one SQLite would read it into that.
      if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${kept}-wal`);
    }
    rmSync(`${file}-shm`, { recursive: true, force: true });
    renameSync(made, file);
  } catch (cause) {
    throw new AppError(
      'conflict',
      `The registry "${file}" cannot be replaced (${String(cause)}). Close every other window, server and command that ` +
        'works in this workspace, and try again.',
      { cause },
    );
  }
  return isThere ? kept : null;
}

function keep(file: string, kept: string): void {
  try {
    linkSync(file, kept);
  } catch {
    // A folder, or a file system without links: there is a moment without a registry then.
    renameSync(file, kept);
  }
}
