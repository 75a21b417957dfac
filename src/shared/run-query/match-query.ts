/** Whether a run is what a query asks for. */
import { AppError } from '../errors';
import type { RunSummary } from '../run';
import { dateRange } from './date-range';
import { parseQuery, type Query, type QueryComparison, type QueryValue } from './parse-query';
import { queryFields, type FieldValue, type QueryField } from './query-fields';
import { runWords } from './run-words';

export type RunTest = (run: RunSummary) => boolean;

/**
 * Throws `bad-input` where the query cannot be read, or names a field that none of `runs` has, with those that come near.
 * Words without a comparison have to occur in the run's name, experiment, chain, recipe, tags or notes.
 */
export function compileQuery(query: string, runs: readonly RunSummary[], now = new Date()): RunTest {
  const fields = new Map(queryFields(runs).map((field) => [field.name.toLowerCase(), field]));
  return compile(parseQuery(query), { fields, now });
}

interface Surroundings {
  readonly fields: ReadonlyMap<string, QueryField>;
  readonly now: Date;
}

function compile(query: Query, surroundings: Surroundings): RunTest {
  if (query.kind === 'words') {
    const wanted = query.text.toLocaleLowerCase();
    return (run) => runWords(run).includes(wanted);
  }
  if (query.kind === 'not') {
    const test = compile(query.part, surroundings);
    return (run) => !test(run);
  }
  if (query.kind === 'comparison') return comparison(query, surroundings);
  const tests = query.parts.map((part) => compile(part, surroundings));
  return query.kind === 'all' ? (run) => tests.every((test) => test(run)) : (run) => tests.some((test) => test(run));
}

function comparison(query: QueryComparison, { fields, now }: Surroundings): RunTest {
  const field = fields.get(query.field.toLowerCase());
  if (field === undefined) throw unknownField(query.field, [...fields.values()]);
  const tests = query.values.map((value) => valueTest({ field, sign: query.sign, value, now }));
  return (run) => {
    const held = field.valueOf(run);
    return tests.some((test) => test(held));
  };
}

interface Wanted {
  readonly field: QueryField;
  readonly sign: QueryComparison['sign'];
  readonly value: QueryValue;
  readonly now: Date;
}

function valueTest(wanted: Wanted): (held: FieldValue) => boolean {
  const { field, sign, value } = wanted;
  if (sign === '!=') {
    const isEqual = valueTest({ ...wanted, sign: '=' });
    return (held) => !isEqual(held);
  }
  if (sign === '=' && value.text.toLowerCase() === 'none' && !value.isQuoted) return isNothing;
  if (sign === '~') return (held) => texts(held).some((text) => text.includes(value.text.toLocaleLowerCase()));
  if (field.kind === 'date') return dateTest(wanted);
  const number = value.text.trim() === '' ? NaN : Number(value.text);
  if (sign === '=') return (held) => equals(held, value.text, number);
  if (Number.isNaN(number)) throw notANumber(wanted);
  return (held) => typeof held === 'number' && isInOrder(held, sign, number);
}

function dateTest({ field, sign, value, now }: Wanted): (held: FieldValue) => boolean {
  const range = dateRange(value.text.toLowerCase(), now);
  if (range === null) {
    throw new AppError(
      'bad-input',
      `"${value.text}" is not a date for "${field.name}". Write 2026-11-28, 2026-11, today, yesterday or -7d.`,
    );
  }
  const [from, to] = range;
  return (held) => {
    if (typeof held !== 'string') return false;
    const time = Date.parse(held);
    if (sign === '<') return time < from;
    if (sign === '<=') return time < to;
    if (sign === '>') return time >= to;
    if (sign === '>=') return time >= from;
    return time >= from && time < to;
  };
}

function equals(held: FieldValue, text: string, number: number): boolean {
  if (typeof held === 'number') return held === number;
  return texts(held).includes(text.toLocaleLowerCase());
}

function isInOrder(held: number, sign: string, wanted: number): boolean {
  if (sign === '>') return held > wanted;
  if (sign === '>=') return held >= wanted;
  return sign === '<' ? held < wanted : held <= wanted;
}

function isNothing(held: FieldValue): boolean {
  return held === null || held === '' || (Array.isArray(held) && held.length === 0);
}

function texts(held: FieldValue): string[] {
  if (held === null) return [];
  const values = typeof held === 'object' ? held : [String(held)];
  return values.map((value) => value.toLocaleLowerCase());
}

function notANumber({ field, sign, value }: Wanted): AppError {
  return new AppError('bad-input', `"${field.name} ${sign}" needs a number after it; the query has "${value.text}".`);
}

function unknownField(name: string, fields: readonly QueryField[]): AppError {
  const near = fields
    .filter((field) => isNear(field.name.toLowerCase(), name.toLowerCase()))
    .map((field) => field.name);
  const offer = near.length > 0 ? near : fields.slice(0, 12).map((field) => field.name);
  return new AppError(
    'bad-input',
    `No run here has a field "${name}". ${near.length > 0 ? 'Near it' : 'Some that there are'}: ${offer.join(', ')}.`,
  );
}

function isNear(field: string, typed: string): boolean {
  return field.includes(typed) || typed.includes(field) || field.slice(0, 3) === typed.slice(0, 3);
}
