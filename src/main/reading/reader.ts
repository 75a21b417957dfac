/** Who answers the calls that only read and may take a while: a thread of its own, or the caller's. */
import type { CallInput, CallOutput } from '../../shared/contract';
import { checkedOutput, packedOutput } from '../calls/answer';
import type { ReadingCallName, ReadingContext } from '../calls/reading';
import type { Page } from '../workbench-api';
import { readingHandlers } from './reading-handlers';

export interface Reader {
  /** Rejects with the handler's own error. */
  call<Name extends ReadingCallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>;
  /** As it crosses to a page; an `EncodedValue` where it is encoded already. */
  packed<Name extends ReadingCallName>(name: Name, input: CallInput<Name>, page: Page | null): Promise<unknown>;
  close(): Promise<void>;
}

/** In the caller's own thread: for the command line, which waits for the answer anyway, and for tests. */
export function readerHere(context: ReadingContext): Reader {
  return {
    call: async (name, input) => checkedOutput(name, await readHere(name, input, context)),
    packed: async (name, input) => packedOutput(name, await readHere(name, input, context)),
    close: async () => undefined,
  };
}

export async function readHere<Name extends ReadingCallName>(
  name: Name,
  input: CallInput<Name>,
  context: ReadingContext,
): Promise<unknown> {
  // The table has, under each name, the handler for that name's input; TypeScript cannot follow the pairing.
  const handler = readingHandlers[name] as (input: unknown, context: ReadingContext) => unknown;
  return await handler(input, context);
}
