/** The time as a part of a file's name, which sorts and is nobody else's. */
import { randomBytes } from 'node:crypto';

/** '20260102T030405678-1f2e' */
export function stampNow(): string {
  return `${new Date().toISOString().replace(/[-:.Z]/g, '')}-${randomBytes(2).toString('hex')}`;
}
