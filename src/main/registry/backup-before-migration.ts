/** Keeps a registry of an older version as it is, before it is migrated. */
import Database from 'better-sqlite3';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors';
import { stampNow } from './stamp-now';

/** So many are kept; the oldest goes first. */
const mostKept = 5;
const namePattern = /^registry-version-\d+-.*\.sqlite$/;

export interface BackupOptions {
  /** Where a registry of an older version is kept before it is migrated; null or not given: it is not kept. */
  readonly backupsFolder?: string | null;
  /** Hears of a registry that was migrated: where it is kept as it was. */
  onBackup?(message: string): void;
}

/** Throws AppError 'not-permitted' where it cannot be kept: then nothing is migrated. */
export function backUpBeforeMigration(
  file: string,
  version: number,
  { backupsFolder = null, onBackup }: BackupOptions,
): void {
  if (backupsFolder === null) return;
  const kept = join(backupsFolder, `registry-version-${version}-${stampNow()}.sqlite`);
  const source = new Database(file, { fileMustExist: true, timeout: 10_000 });
  try {
    mkdirSync(backupsFolder, { recursive: true });
    // With what is still in its write-ahead log, and checked page by page as it is copied.
    source.prepare('VACUUM INTO ?').run(kept);
  } catch (cause) {
    rmSync(kept, { force: true });
    if (cause instanceof Database.SqliteError && /CORRUPT|NOTADB/.test(cause.code)) throw cause;
    throw new AppError(
      'not-permitted',
      `The registry "${file}" of version ${version} has to be migrated, and cannot be kept as "${kept}" before ` +
        `(${String(cause)}). Make room or change the permissions there. Nothing was changed.`,
      { cause },
    );
  } finally {
    source.close();
  }
  removeOldest(backupsFolder);
  onBackup?.(`The registry was of version ${version} and is migrated. As it was, it is kept as "${kept}".`);
}

/** Names end with the time, which sorts; versions before it only grow. */
function removeOldest(folder: string): void {
  const timeOf = (name: string) => name.replace(/^registry-version-\d+-/, '');
  const names = readdirSync(folder).filter((name) => namePattern.test(name));
  const newestFirst = names.toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)));
  for (const name of newestFirst.slice(mostKept)) rmSync(join(folder, name), { force: true });
}
