/** The answers that cross to a page in another form than the contract's, which both ends of the wire know from here. */
import { calls, type CallName, type CallOutput } from '../contract';
import { detailPacking } from './packed-detail';
import { runPacking } from './packed-runs';
import type { Packing } from './packing';

const packings: { readonly [Name in CallName]?: Packing<CallOutput<Name>> } = {
  'run/list': runPacking,
  'run/get': detailPacking,
};

/** An answer as it came over the wire. Throws where it is not what the contract says. */
export function parseAnswer<Name extends CallName>(name: Name, value: unknown): CallOutput<Name> {
  const packing = packingOf(name);
  const answer = packing === null ? calls[name].output.parse(value) : packing.unpack(packing.schema.parse(value));
  // Parsed by what belongs to this very call; TypeScript cannot follow the name through the tables.
  return answer as CallOutput<Name>;
}

/** Null: it crosses as it is. */
export function packingOf(name: CallName): Packing | null {
  return packings[name] ?? null;
}
