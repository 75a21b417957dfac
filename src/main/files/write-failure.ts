/** What a write that failed tells a person: which file, what it needed, what the disk has left. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../shared/errors';
import { noRoomText, type NoRoom } from '../../shared/no-room';

export class NoRoomError extends AppError {
  constructor(
    readonly room: NoRoom,
    options?: { cause?: unknown },
  ) {
    super('no-room', noRoomText(room), options);
  }
}

/** Of the file system, and of SQLite on it. */
const noRoomCodes: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'];

export function isNoRoom(error: unknown): boolean {
  return error instanceof Error && 'code' in error && noRoomCodes.includes(error.code);
}

/** `neededBytes`: what was to be written. An error that says enough already stays as it is. */
export function writeFailure(path: string, neededBytes: number, cause: unknown): unknown {
  if (cause instanceof AppError || !(cause instanceof Error) || !('code' in cause)) return cause;
  if (isNoRoom(cause)) {
    return new NoRoomError({ path, neededBytes, freeBytes: freeBytesAt(dirname(path)) }, { cause });
  }
  return new AppError('unavailable', `"${path}" could not be written: ${cause.message}.`, { cause });
}

/** For some pages of the registry and of its log. */
const registryBytes = 256 * 1024;

/** What SQLite says of a full disk, as what is said of every file; any other error as it is. */
export function registryFailure(file: string, cause: unknown): unknown {
  return isNoRoom(cause) ? writeFailure(file, registryBytes, cause) : cause;
}

/** What the disk of a folder has left for this person; null where it does not tell. */
export function freeBytesAt(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
