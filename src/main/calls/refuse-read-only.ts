/** Refuses a call that changes something, in a workspace or by a person that may only look. */
import { effectOf } from '../../shared/call-effects';
import type { CallName } from '../../shared/contract';
import { AppError } from '../../shared/errors';
import type { Caller } from '../workbench-api';
import type { CallContext } from './handler';

/** The ways out of a registry that is damaged. */
const mending: readonly CallName[] = ['registry/rebuild', 'backup/restore'];

/** Throws AppError 'not-permitted' or, where another registry stands in, 'damaged'; each says what to do instead. */
export function refuseReadOnly(
  name: CallName,
  { workspace: { path, readOnly }, registry }: Pick<CallContext, 'workspace' | 'registry'>,
): void {
  if (effectOf(name) !== 'writes') return;
  if (readOnly !== null) throw new AppError('not-permitted', `The workspace "${path}" ${readOnly}`);
  if (registry.damage.whole === null || mending.includes(name)) return;
  throw new AppError('damaged', `Nothing can be changed now: ${registry.damage.whole}`);
}

/** Whoever has a token for looking only changes nothing: neither in the workspace nor elsewhere. */
export function refuseLooking(name: CallName, caller: Caller | undefined): void {
  if (caller?.isReadOnly !== true || effectOf(name) === 'looks') return;
  throw new AppError('not-permitted', `"${name}" changes something. ${whyOnlyLooking}`);
}

export const whyOnlyLooking =
  'Your token is for looking only. For one that may train and change, ask whoever runs this server.';
