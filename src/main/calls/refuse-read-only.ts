/** Refuses a call that changes something, in a workspace or by a person that may only look. */
import { effectOf } from '../../shared/call-effects';
import type { CallName } from '../../shared/contract';
import { AppError } from '../../shared/errors';
import type { Caller } from '../workbench-api';
import type { Workspace } from './workspace';

/** Throws AppError 'not-permitted', which says what to do instead. */
export function refuseReadOnly(name: CallName, { path, readOnly }: Workspace): void {
  if (readOnly === null || effectOf(name) !== 'writes') return;
  throw new AppError('not-permitted', `The workspace "${path}" ${readOnly}`);
}

/** Whoever has a token for looking only changes nothing: neither in the workspace nor elsewhere. */
export function refuseLooking(name: CallName, caller: Caller | undefined): void {
  if (caller?.isReadOnly !== true || effectOf(name) === 'looks') return;
  throw new AppError('not-permitted', `"${name}" changes something. ${whyOnlyLooking}`);
}

export const whyOnlyLooking =
  'Your token is for looking only. For one that may train and change, ask whoever runs this server.';
