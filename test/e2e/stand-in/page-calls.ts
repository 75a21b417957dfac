/** Calls as the page of a running stand-in makes them, over bridge and ipc. */
import { decode, encode } from '../../../src/shared/codec';
import type { CallInput, CallName, CallOutput } from '../../../src/shared/contract';
import { parseAnswer } from '../../../src/shared/packing/packings';
import { Outcome, valueOf } from '../../../src/shared/wire';
import type { RunningStandIn } from './run-stand-in';

export async function callFromPage<Name extends CallName>(
  desktop: RunningStandIn,
  name: Name,
  input: CallInput<Name>,
): Promise<CallOutput<Name>> {
  const script = `window.cored.call('${name}', Uint8Array.from(${JSON.stringify([...encode(input)])})).then((a) => [...a])`;
  const bytes = Uint8Array.from((await desktop.ask('evaluate', { script })) as number[]);
  return parseAnswer(name, valueOf(Outcome.parse(decode(bytes))));
}
