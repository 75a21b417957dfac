/** What SQLite says of the registry, as an error that names the file and the way out. */
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors';
import { UnreadableRow } from './read-row';

/** The way out of a registry that is damaged, as a sentence. */
const rebuildAdvice =
  '`cored registry rebuild` makes a new one from the run folders and keeps this one beside it; ' +
  'the button "Rebuild the registry" does the same.';

/** The file as a whole, or a part of it that everything needs. */
export class DamagedRegistry extends AppError {
  constructor(file: string, reason: string, cause?: unknown) {
    super('damaged', `The registry "${file}" is damaged (${reason}). ${rebuildAdvice}`, { cause });
  }
}

/** Errors that are not SQLite's stay as they are. */
export function asRegistryError(error: unknown, file: string): unknown {
  if (error instanceof UnreadableRow) return new DamagedRegistry(file, error.message, error);
  if (!(error instanceof Database.SqliteError)) return error;
  if (isDamage(error)) return new DamagedRegistry(file, error.message, error);
  if (error.code.startsWith('SQLITE_IOERR')) {
    const message = `The registry "${file}" cannot be used: its disk answers with an error (${error.message}).`;
    return new AppError('unavailable', `${message} Look at the disk, or copy the workspace to another one.`, {
      cause: error,
    });
  }
  switch (error.code) {
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

/** A statement of ours is one that every whole registry understands. */
function isDamage({ code, message }: Error & { code: string }): boolean {
  if (code === 'SQLITE_ERROR') return /no such (table|column)|already exists|duplicate column|malformed/.test(message);
  return code === 'SQLITE_NOTADB' || code === 'SQLITE_IOERR_SHORT_READ' || code.startsWith('SQLITE_CORRUPT');
}
