/** Refuses a call that writes in a workspace which can only be looked at. */
import { calls, type CallName } from '../../shared/contract';
import { AppError } from '../../shared/errors';
import type { Workspace } from './workspace';

/** Throws AppError 'not-permitted', which says what to do instead. */
export function refuseReadOnly(name: CallName, { path, readOnly }: Workspace): void {
  if (readOnly === null || !('writes' in calls[name])) return;
  throw new AppError('not-permitted', `The workspace "${path}" ${readOnly}`);
}
