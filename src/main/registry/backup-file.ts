/** One file with the registry and with small files of the workspace: a SQLite database that is a registry and two tables more. */
import Database from 'better-sqlite3';
import { copyFile, rename, rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import type { BackupInfo } from '../../shared/registry';
import { lookAt, UnfitFile } from '../files/plain-file';
import { migrations } from './migrations';
import { openDatabase, type Sqlite } from './open-database';
import type { Registry } from './registry';
import { stampNow } from './stamp-now';

/** A file of the workspace; `path` is relative to it, with '/'. */
export interface KeptFile {
  readonly path: string;
  readonly content: Uint8Array;
}

const InfoRow = z.object({ written_at: z.string(), version: z.number().int() });
const FileRow = z.object({ path: z.string(), content: z.instanceof(Uint8Array) });
const Counts = z.object({ runs: z.number().int(), files: z.number().int() });

const tables = `
  CREATE TABLE backup_info (written_at TEXT NOT NULL, version INTEGER NOT NULL) STRICT;
  CREATE TABLE backup_file (path TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT, WITHOUT ROWID;
`;

/** By SQLite's own backup, so that others may write meanwhile; checked before it gets its name. */
export async function writeBackupFile(registry: Registry, to: string, files: readonly KeptFile[]): Promise<BackupInfo> {
  const beside = `${to}.${stampNow()}.partial`;
  try {
    await registry.backUp(beside);
    const database = new Database(beside, { fileMustExist: true });
    try {
      // One file: the log of the other mode would have to go along.
      database.pragma('journal_mode = DELETE');
      database.exec(tables);
      const put = database.prepare('INSERT INTO backup_file (path, content) VALUES (?, ?)');
      database.transaction(() => files.forEach(({ path, content }) => put.run(path, content)))();
      const version = Number(database.pragma('user_version', { simple: true }));
      database.prepare('INSERT INTO backup_info VALUES (?, ?)').run(new Date().toISOString(), version);
      refuseUnsound(database, beside);
    } finally {
      database.close();
    }
    await rename(beside, to);
    return await infoOf(to);
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(`${beside}${suffix}`, { force: true });
  }
}

/**
 * Makes a registry of this version out of the backup, at `made`, and answers the other files that it holds. Throws
 * AppError 'bad-input' for what is no backup, 'damaged', or 'newer-version'.
 */
export async function readBackupFile(path: string, made: string): Promise<{ info: BackupInfo; files: KeptFile[] }> {
  const info = await infoOf(path);
  await copyFile(path, made);
  const database = new Database(made, { fileMustExist: true });
  let files: KeptFile[];
  try {
    refuseUnsound(database, path);
    files = z.array(FileRow).parse(database.prepare('SELECT path, content FROM backup_file ORDER BY path').all());
    database.exec('DROP TABLE backup_info; DROP TABLE backup_file;');
  } finally {
    database.close();
  }
  openDatabase(made).close();
  return { info, files };
}

async function infoOf(path: string): Promise<BackupInfo> {
  await lookAt(path).catch((cause: unknown) => {
    const reason = cause instanceof UnfitFile ? cause.message : String(cause);
    throw new AppError('not-found', `The backup "${path}" cannot be read: ${reason}.`, { cause });
  });
  try {
    const database = new Database(path, { readonly: true, fileMustExist: true });
    try {
      return { path, sizeBytes: (await stat(path)).size, ...readInfo(database, path) };
    } finally {
      database.close();
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('bad-input', `"${path}" is no backup that \`cored backup\` made (${String(cause)}).`, { cause });
  }
}

function readInfo(database: Sqlite, path: string): Pick<BackupInfo, 'writtenAt' | 'version' | 'runs' | 'files'> {
  const { written_at: writtenAt, version } = InfoRow.parse(database.prepare('SELECT * FROM backup_info').get());
  if (version > migrations.length) {
    throw new AppError(
      'newer-version',
      `The backup "${path}" has version ${version}; this CoReD Workbench knows versions up to ${migrations.length}. ` +
        'Update the workbench. Nothing was changed.',
    );
  }
  const counts = 'SELECT (SELECT count(*) FROM run) AS runs, (SELECT count(*) FROM backup_file) AS files';
  return { writtenAt, version, ...Counts.parse(database.prepare(counts).get()) };
}

function refuseUnsound(database: Sqlite, path: string): void {
  const found = isSound(database);
  if (found === 'ok') return;
  throw new AppError('damaged', `The backup "${path}" is damaged (${found}). Nothing was changed. Take another one.`);
}

function isSound(database: Sqlite): string {
  try {
    return String(database.pragma('integrity_check(1)', { simple: true }));
  } catch (error) {
    return String(error);
  }
}
