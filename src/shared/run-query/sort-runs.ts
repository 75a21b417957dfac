/** The order of runs by several fields: the second one decides where the first one tells no difference. */
import { AppError } from '../errors';
import type { RunSummary } from '../run';
import { readNames, writeNames } from './name-list';
import type { FieldValue, QueryField } from './query-fields';

export interface RunSort {
  readonly id: string;
  readonly desc: boolean;
}

/** `-averageAuc,seed`: by average AUC downwards, then by seed. */
export function readSorts(text: string): RunSort[] {
  return readNames(text).map((name) => ({ id: name.replace(/^-/, ''), desc: name.startsWith('-') }));
}

export function writeSorts(sorts: readonly RunSort[]): string {
  return writeNames(sorts.map(({ id, desc }) => `${desc ? '-' : ''}${id}`));
}

export function fieldsByName(fields: readonly QueryField[]): ReadonlyMap<string, QueryField> {
  return new Map(fields.map((field) => [field.name, field]));
}

/** A new list; runs without a value come last in either direction. What no field is called so is passed over. */
export function sortRuns(
  runs: readonly RunSummary[],
  sorts: readonly RunSort[],
  fields: ReadonlyMap<string, QueryField>,
): RunSummary[] {
  const keys = sorts.flatMap(({ id, desc }) => {
    const field = fields.get(id);
    return field === undefined ? [] : [{ field, sign: desc ? -1 : 1 }];
  });
  if (keys.length === 0) return [...runs];
  // Read once for each run: comparing two of them is asked for many times.
  const read = runs.map((run) => ({ run, values: keys.map(({ field }) => comparableOf(field.valueOf(run))) }));
  read.sort((left, right) => {
    for (const [index, { sign }] of keys.entries()) {
      const difference = compareValues(left.values[index] ?? null, right.values[index] ?? null, sign);
      if (difference !== 0) return difference;
    }
    return 0;
  });
  return read.map(({ run }) => run);
}

/** Throws `bad-input` for a name that no field has: on the command line nobody sees that nothing was sorted. */
export function refuseUnknownFields(names: readonly string[], fields: ReadonlyMap<string, QueryField>): void {
  const unknown = names.find((name) => !fields.has(name));
  if (unknown === undefined) return;
  const offer = [...fields.keys()].slice(0, 20).join(', ');
  throw new AppError('bad-input', `No run here has a field "${unknown}". Some that there are: ${offer}.`);
}

export type Comparable = number | string | null;

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** `sign`: 1 upwards, -1 downwards. */
export function compareValues(left: Comparable, right: Comparable, sign: number): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
  return sign * collator.compare(String(left), String(right));
}

function comparableOf(value: FieldValue): Comparable {
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'object') return value.length === 0 ? null : value.join(' ');
  return String(value);
}
