/** Refuses a call that writes in a workspace which can only be looked at. */
import { calls, type CallName } from '../../shared/contract';
import { AppError } from '../../shared/errors';
import type { CallContext } from './handler';

/** The ways out of a registry that is damaged. */
const mending: readonly CallName[] = ['registry/rebuild', 'backup/restore'];

/** Throws AppError 'not-permitted' or, where another registry stands in, 'damaged'; each says what to do instead. */
export function refuseReadOnly(
  name: CallName,
  { workspace: { path, readOnly }, registry }: Pick<CallContext, 'workspace' | 'registry'>,
): void {
  if (!('writes' in calls[name])) return;
  if (readOnly !== null) throw new AppError('not-permitted', `The workspace "${path}" ${readOnly}`);
  if (registry.damage.whole === null || mending.includes(name)) return;
  throw new AppError('damaged', `Nothing can be changed now: ${registry.damage.whole}`);
}
