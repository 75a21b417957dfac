/** Opens the registry's SQLite file: settings, version check, a backup where it is migrated, and migrations. */
import Database from 'better-sqlite3';
import { lstatSync, statSync } from 'node:fs';
import { AppError } from '../../shared/errors';
import { refuseOtherKinds, UnfitFile } from '../files/plain-file';
import { backUpBeforeMigration, type BackupOptions } from './backup-before-migration';
import { migrations as allMigrations } from './migrations';
import { asRegistryError, DamagedRegistry } from './registry-error';

/** How long one process waits for another that writes. */
export const busyMs = 10_000;

export type Sqlite = Database.Database;
export type Statement = Database.Statement<unknown[]>;

/** What SQLite opens beside the file. */
const companions = ['-wal', '-shm', '-journal'];

interface OpenOptions extends BackupOptions {
  readonly migrations?: readonly string[];
}

/**
 * Opens or creates the database and brings it to the newest version, each migration in its own transaction.
 * Throws AppError 'newer-version' (nothing is changed) when a newer workbench wrote it, 'damaged' when it is no database
 * or not that of a registry.
 */
export function openDatabase(file: string, options: OpenOptions = {}): Sqlite {
  const { migrations = allMigrations } = options;
  try {
    for (const suffix of companions) refuseOtherKinds(`${file}${suffix}`);
    const version = isThere(file) ? versionOfFile(file, migrations.length) : 0;
    if (version > 0 && version < migrations.length) backUpBeforeMigration(file, version, options);
    const database = new Database(file, { timeout: busyMs });
    try {
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = NORMAL');
      database.pragma('foreign_keys = ON');
      for (let next = 1; next <= migrations.length; next += 1) migrate(database, migrations, next);
      refuseIncomplete(database, migrations, file);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } catch (error) {
    if (error instanceof UnfitFile) {
      throw new DamagedRegistry(file, `of it or of SQLite's files beside it: ${error.message}`, error);
    }
    throw asRegistryError(error, file);
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

/** 'ok', or what is wrong with its pages or indices; null where it is larger than that and was not looked through. */
export function soundnessOf(database: Sqlite, limitBytes: number): string | null {
  const pragma = (name: string) => database.pragma(name, { simple: true });
  if (Number(pragma('page_count')) * Number(pragma('page_size')) > limitBytes) return null;
  return String(pragma('integrity_check(1)')).split('\n').at(-1) ?? '';
}

/** Throws AppError 'damaged' for what is no file: SQLite would wait for a FIFO. */
function isThere(file: string): boolean {
  const about = statSync(file, { throwIfNoEntry: false });
  if (about === undefined) {
    const isLink = lstatSync(file, { throwIfNoEntry: false }) !== undefined;
    if (isLink) throw new DamagedRegistry(file, 'it is a link that leads nowhere');
    return false;
  }
  refuseOtherKinds(file);
  return about.size > 0;
}

/** Looks through a connection that cannot write, so that a newer registry stays as it is to the byte. */
function versionOfFile(file: string, known: number): number {
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
    const hasTables = database.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined;
    if (found < 0 || (found === 0 && hasTables)) throw new DamagedRegistry(file, `its version is ${found}`);
    return found;
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

/** A table, a column or a trigger that is not there any more would show runs without what it held. */
function refuseIncomplete(database: Sqlite, migrations: readonly string[], file: string): void {
  const model = new Database(':memory:');
  try {
    for (const migration of migrations) model.exec(migration);
    const found = new Set(partsOf(database));
    const missing = partsOf(model).filter((part) => !found.has(part));
    if (missing.length > 0) throw new DamagedRegistry(file, `it lacks ${missing.slice(0, 5).join(', ')}`);
  } finally {
    model.close();
  }
}

function partsOf(database: Sqlite): string[] {
  return database
    .prepare(
      `SELECT 'the table ' || name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
       UNION ALL SELECT 'the ' || type || ' ' || name FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL
       UNION ALL SELECT 'the column ' || tables.name || '.' || columns.name
         FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
         WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'`,
    )
    .pluck()
    .all()
    .map(String);
}

function versionOf(database: Sqlite): number {
  return Number(database.pragma('user_version', { simple: true }));
}
