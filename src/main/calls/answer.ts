/** One call: its input checked, its handler run, its answer checked. */
import type { Logger } from 'pino';
import type { z } from 'zod';
import { refuseOversized, withoutLongEcho } from '../../shared/call-bounds';
import { calls, type CallInput, type CallName, type CallOutput } from '../../shared/contract';
import { AppError, toAppError } from '../../shared/errors';
import { issueText } from '../../shared/issue-text';
import { packingOf } from '../../shared/packing/packings';
import { registryFailure } from '../files/write-failure';
import { asRegistryError } from '../registry/registry-error';

/** Throws AppError 'bad-input', which says what is wrong. */
export function checkedInput<Name extends CallName>(name: Name, input: unknown): CallInput<Name> {
  refuseOversized(input);
  const parsed = calls[name].input.safeParse(input);
  // Parsed by this very call's schema; TypeScript cannot follow the name through the table.
  if (parsed.success) return parsed.data as CallInput<Name>;
  throw new AppError('bad-input', issueText(parsed.error), { cause: parsed.error });
}

/** As the contract describes it. */
export function checkedOutput<Name extends CallName>(name: Name, output: unknown): CallOutput<Name> {
  return checkedBy(calls[name].output, name, output) as CallOutput<Name>;
}

/** As it crosses to a page. */
export function packedOutput(name: CallName, output: unknown): unknown {
  const packing = packingOf(name);
  return packing === null ? checkedOutput(name, output) : checkedBy(packing.schema, name, packing.pack(output));
}

/** What `packedOutput` made, as the contract describes it. */
export function unpackedOutput<Name extends CallName>(name: Name, packed: unknown): CallOutput<Name> {
  // Checked when it was packed.
  return (packingOf(name)?.unpack(packed) ?? packed) as CallOutput<Name>;
}

/** Rejects with an AppError only; the log has those that are our own defects. */
export async function withAppErrors<Result>(
  about: { name: CallName; input: unknown; log: Pick<Logger, 'error'>; registryFile: string },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { name, input, log, registryFile } = about;
    const appError = toAppError(registryFailure(registryFile, asRegistryError(error, registryFile)));
    if (appError.code === 'internal') log.error({ call: name, error }, appError.message);
    throw withoutLongEcho(appError, input);
  }
}

function checkedBy(schema: z.ZodType, name: CallName, output: unknown): unknown {
  const checked = schema.safeParse(output);
  if (checked.success) return checked.data;
  throw new AppError('internal', `The answer to "${name}" is not what it should be: ${issueText(checked.error)}`);
}
