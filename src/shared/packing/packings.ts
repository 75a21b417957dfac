/** The answers that cross to a page in another form than the contract's, which both ends of the wire know from here. */
import type { CallName, CallOutput } from '../contract';
import { detailPacking } from './packed-detail';
import { runPacking } from './packed-runs';
import type { Packing } from './packing';

const packings: { readonly [Name in CallName]?: Packing<CallOutput<Name>> } = {
  'run/list': runPacking,
  'run/get': detailPacking,
};

/** Null: it crosses as it is. */
export function packingOf(name: CallName): Packing | null {
  return packings[name] ?? null;
}
