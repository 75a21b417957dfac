/** One call, from its checked input over its handler to its checked answer, whoever makes it. */
import { effectOf } from '../../shared/call-effects';
import { calls, type CallInput, type CallName } from '../../shared/contract';
import { ExportedFiles } from '../../shared/weights';
import type { Page } from '../workbench-api';
import { checkedInput, checkedOutput, withAppErrors } from './answer';
import type { CallContext } from './handler';
import { handlers } from './handlers';
import { keepLists } from './keep-lists';
import { overDamage } from './over-damage';
import { isReading } from './reading';
import { refuseLooking, refuseReadOnly } from './refuse-read-only';
import { isHeavy } from './turns';

/** Whoever asks for it waits for the answer: a call of the program's own, or one of a page, which gets it packed. */
export async function makeCall<Name extends CallName>(
  name: Name,
  input: unknown,
  { context, page, isPacked }: { context: CallContext; page: Page | null; isPacked: boolean },
): Promise<unknown> {
  refuseLooking(name, context.caller);
  const checked = checkedInput(name, input);
  const isExport = calls[name].output === ExportedFiles;
  // What an export wrote may be downloaded.
  const remembered = (output: unknown): unknown => {
    if (isExport) context.exported.remember(ExportedFiles.parse(output));
    return output;
  };
  const about = { name, input, log: context.log, registryFile: context.registry.file };
  return withAppErrors(about, async () => {
    refuseReadOnly(name, context);
    if (isReading(name)) {
      // As it was checked for this name; TypeScript cannot follow the pairing.
      const asked = checked as CallInput<typeof name>;
      const { reader } = context;
      const read = async () => (isPacked && !isExport ? reader.packed(name, asked, page) : reader.call(name, asked));
      return remembered(await overDamage(read, context.damage, { repeats: true }));
    }
    // The table of handlers has, under each name, the one for that name's input; TypeScript cannot follow the pairing.
    const handler = handlers[name as keyof typeof handlers] as (input: unknown, context: CallContext) => unknown;
    const writes = effectOf(name) === 'writes';
    const answered = async () => {
      const answer = await overDamage(() => handler(checked, context), context.damage, { repeats: !writes });
      if (writes) await keepLists(context);
      return remembered(checkedOutput(name, answer));
    };
    return isHeavy(name) ? context.imageTurns.take(page, answered) : answered();
  });
}
