/** Runs put together by the value of one field, with mean and deviation of what they have in numbers. */
import type { Statistic } from '../comparison';
import type { RunSummary } from '../run';
import { statisticOf } from '../statistic';
import type { FieldValue, QueryField } from './query-fields';
import { compareValues, type RunSort } from './sort-runs';

export interface RunGroup {
  /** What the runs have in common; null for those without a value. */
  readonly value: string | null;
  readonly runs: readonly RunSummary[];
}

/** In the order in which the values first occur. A run with several tags stands in the group of each. */
export function groupRuns(runs: readonly RunSummary[], field: QueryField): RunGroup[] {
  const groups = new Map<string | null, RunSummary[]>();
  for (const run of runs) {
    for (const value of valuesOf(field.valueOf(run))) {
      const group = groups.get(value);
      if (group === undefined) groups.set(value, [run]);
      else group.push(run);
    }
  }
  return [...groups].map(([value, its]) => ({ value, runs: its }));
}

/** Null where no run of them has a number. */
export function statisticOfRuns(runs: readonly RunSummary[], field: QueryField): Statistic | null {
  return statisticOf(
    runs.map((run) => {
      const value = field.valueOf(run);
      return typeof value === 'number' ? value : null;
    }),
  );
}

/** By their means of the first field that is sorted by and has numbers; else by their value. */
export function sortGroups(
  groups: readonly RunGroup[],
  sorts: readonly RunSort[],
  fields: ReadonlyMap<string, QueryField>,
): RunGroup[] {
  for (const { id, desc } of sorts) {
    const field = fields.get(id);
    if (field === undefined) continue;
    const means = new Map(groups.map((group) => [group, statisticOfRuns(group.runs, field)?.mean ?? null]));
    if ([...means.values()].every((mean) => mean === null)) continue;
    return groups.toSorted((a, b) => compareValues(means.get(a) ?? null, means.get(b) ?? null, desc ? -1 : 1));
  }
  return groups.toSorted((a, b) => compareValues(a.value, b.value, 1));
}

function valuesOf(value: FieldValue): (string | null)[] {
  if (value === null || value === '') return [null];
  if (typeof value === 'object') return value.length === 0 ? [null] : [...value];
  return [String(value)];
}
