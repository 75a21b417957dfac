/** Keeps a log bounded: what is full goes on as `<path>.1`, the one before as `.2`, and the oldest goes. */
import { copyFileSync, fstatSync, ftruncateSync, renameSync } from 'node:fs';
import { refuseOtherKinds } from '../files/plain-file';

export interface LogLimits {
  /** Of each file. */
  readonly bytes: number;
  /** Files in all, the one that is written included. */
  readonly files: number;
}

/**
 * Does so where the file has more than `limits.bytes` with `more` bytes behind it. The file itself is copied and emptied, not
 * renamed: other processes may hold it open at its end, and what they write next is at its beginning then.
 */
export function rotateWhenFull(path: string, descriptor: number, limits: LogLimits, more = 0): void {
  const { size } = fstatSync(descriptor);
  if (size === 0 || size + more <= limits.bytes) return;
  for (let number = limits.files - 2; number >= 1; number -= 1) shift(path, number);
  refuseOtherKinds(`${path}.1`);
  copyFileSync(path, `${path}.1`);
  ftruncateSync(descriptor, 0);
}

function shift(path: string, number: number): void {
  try {
    renameSync(`${path}.${number}`, `${path}.${number + 1}`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
