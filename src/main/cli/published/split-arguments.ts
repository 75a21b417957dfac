/** Splits a published command line into flags and values; commander cannot read its short names of several letters. */
import { nearestName } from '../../../core/nearest-name';
import { AppError } from '../../../shared/errors';
import { commonFlags, publishedFlags, type FlagKey, type PublishedFlag } from './flags';

/** A flag's values in the order given; a switch has 'true' or 'false'. */
export type FlagValues = ReadonlyMap<FlagKey, readonly string[]>;

const truths: Readonly<Record<string, 'true' | 'false'>> = { true: 'true', '1': 'true', false: 'false', '0': 'false' };

/**
 * Takes `-s=A`, `-s A`, `--name_sources=A` and `--name_sources A` alike.
 * Throws AppError 'bad-input' for an unknown flag, naming the nearest, for a missing value and for a stray word.
 */
export function splitArguments(args: readonly string[]): FlagValues {
  const values = new Map<FlagKey, string[]>();
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (!argument.startsWith('-')) throw strayWord(argument, args[index - 1]);
    const { name, value: attached } = splitAtEquals(argument);
    const flag = findFlag(name);
    if (flag === undefined) throw unknownFlag(name);
    const next = args[index + 1];
    let value = attached;
    if (value === undefined && (flag.value === null ? isTruth(next) : isValue(next))) {
      value = next;
      index += 1;
    }
    const text = flag.value === null ? truthOf(name, value ?? 'true') : value;
    if (text === undefined) throw new AppError('bad-input', `The flag ${name} needs a value: ${name}=${flag.value}.`);
    values.set(flag.key, [...(values.get(flag.key) ?? []), text]);
  }
  return values;
}

function splitAtEquals(argument: string): { name: string; value: string | undefined } {
  const at = argument.indexOf('=');
  return at < 0
    ? { name: argument, value: undefined }
    : { name: argument.slice(0, at), value: argument.slice(at + 1).trim() };
}

function findFlag(name: string): (PublishedFlag & { key: FlagKey }) | undefined {
  return publishedFlags.find((flag) => flag.names.some((known) => known === name));
}

/** Numbers may be negative; anything else that starts with a dash is the next flag. */
function isValue(next: string | undefined): next is string {
  return next !== undefined && (!next.startsWith('-') || /^-[\d.]/.test(next));
}

/** The published help writes `-te True`. */
function isTruth(next: string | undefined): next is string {
  return next !== undefined && /^(true|false)$/i.test(next);
}

function truthOf(name: string, text: string): string {
  const truth = truths[text.toLowerCase()];
  if (truth === undefined) throw new AppError('bad-input', `The flag ${name} cannot be "${text}": give True or False.`);
  return truth;
}

function unknownFlag(name: string): AppError {
  const nearest = nearestName(name, [...publishedFlags.flatMap(({ names }) => names), ...commonFlags]);
  const question = nearest === null ? '' : ` Did you mean ${nearest}?`;
  return new AppError('bad-input', `There is no flag ${name}.${question} \`cored main --help\` lists them.`);
}

function strayWord(word: string, before: string | undefined): AppError {
  const place = before === undefined ? 'at the start' : `after "${before}"`;
  return new AppError('bad-input', `"${word}" ${place} belongs to no flag. \`cored main --help\` lists the flags.`);
}
