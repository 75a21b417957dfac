/** Opens the registry's SQLite file: settings, version check and migrations. */
import Database from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { AppError } from '../../shared/errors';
import { refuseOtherKinds, UnfitFile } from '../files/plain-file';
import { migrations as allMigrations } from './migrations';

/** How long one process waits for another that writes. */
export const busyMs = 10_000;

export type Sqlite = Database.Database;
export type Statement = Database.Statement<unknown[]>;

/** The file itself, and those that SQLite opens beside it. */
const companions = ['', '-wal', '-shm', '-journal'];

/**
 * Opens or creates the database and brings it to the newest version, each migration in its own transaction.
 * Throws AppError 'newer-version' (nothing is changed) when a newer workbench wrote it, 'damaged' when it is no database.
 */
export function openDatabase(file: string, migrations: readonly string[] = allMigrations): Sqlite {
  try {
    for (const suffix of companions) refuseOtherKinds(`${file}${suffix}`);
    if (existsSync(file)) refuseNewer(file, migrations.length);
    const database = new Database(file, { timeout: busyMs });
    try {
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = NORMAL');
      database.pragma('foreign_keys = ON');
      for (let version = 1; version <= migrations.length; version += 1) migrate(database, migrations, version);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } catch (error) {
    throw asAppError(error, file);
  }
}

/** Where much of the file is empty, it is written anew without that. Left for another time while another process reads it. */
export function compact(database: Sqlite): void {
  const pages = (name: 'page_count' | 'freelist_count') => Number(database.pragma(name, { simple: true }));
  if (pages('freelist_count') < pages('page_count') / 4) return;
  try {
    database.exec('VACUUM');
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error;
  }
}

/** Looks through a connection that cannot write, so that a newer registry stays as it is to the byte. */
function refuseNewer(file: string, known: number): void {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: busyMs });
  try {
    const found = versionOf(database);
    if (found > known) {
      throw new AppError(
        'newer-version',
        `The registry "${file}" has version ${found}; this CoReD Workbench knows versions up to ${known}. ` +
          'Update the workbench, or choose another workspace with --workspace. Nothing was changed.',
      );
    }
  } finally {
    database.close();
  }
}

function migrate(database: Sqlite, migrations: readonly string[], version: number): void {
  if (versionOf(database) >= version) return;
  database
    .transaction(() => {
      // Asked again inside: another process may have migrated while this one waited for the lock.
      if (versionOf(database) >= version) return;
      database.exec(migrations[version - 1] ?? '');
      database.pragma(`user_version = ${version}`);
    })
    .immediate();
}

function versionOf(database: Sqlite): number {
  return Number(database.pragma('user_version', { simple: true }));
}

export function asAppError(error: unknown, file: string): unknown {
  if (error instanceof UnfitFile) {
    const message = `The registry "${file}", or a file of SQLite beside it, cannot be opened: ${error.message}.`;
    return new AppError('damaged', `${message} Move it away; \`cored registry rebuild\` makes a new one.`, {
      cause: error,
    });
  }
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code.startsWith('SQLITE_IOERR')) {
    const message = `The registry "${file}" cannot be used: its disk answers with an error (${error.message}).`;
    return new AppError('unavailable', `${message} Look at the disk, or copy the workspace to another one.`, {
      cause: error,
    });
  }
  switch (error.code) {
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return new AppError(
        'damaged',
        `The registry "${file}" cannot be read (${error.message}). ` +
          '`cored registry rebuild` moves it aside and makes a new one from the run folders.',
        { cause: error },
      );
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
      return new AppError(
        'not-permitted',
        `The registry "${file}" cannot be opened for writing (${error.message}). ` +
          'Change the permissions, or choose another workspace with --workspace.',
        { cause: error },
      );
    default:
      return error;
  }
}
