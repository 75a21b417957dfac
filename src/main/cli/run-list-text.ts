/** The list of runs as the command line prints it: columns of one's choice, or groups with mean and deviation. */
import type { RunSummary } from '../../shared/run';
import { fieldText, numberText } from '../../shared/run-query/field-text';
import { groupRuns, sortGroups, statisticOfRuns } from '../../shared/run-query/group-runs';
import type { QueryField } from '../../shared/run-query/query-fields';
import type { RunSort } from '../../shared/run-query/sort-runs';
import { textTable } from './text-table';

export function columnsText(runs: readonly RunSummary[], columns: readonly QueryField[]): string {
  const cells = (run: RunSummary) => columns.map((field) => fieldText(field, field.valueOf(run), shortDate));
  return textTable([['run', ...columns.map(({ name }) => name)], ...runs.map((run) => [run.id, ...cells(run)])]);
}

export interface GroupRow {
  readonly value: string | null;
  readonly runs: readonly string[];
  /** By field: mean, sample standard deviation and count of the runs that have a number. */
  readonly statistics: Readonly<Record<string, ReturnType<typeof statisticOfRuns>>>;
}

interface Grouping {
  readonly by: QueryField;
  readonly columns: readonly QueryField[];
  readonly sorts: readonly RunSort[];
  readonly fields: ReadonlyMap<string, QueryField>;
}

export function groupRows(runs: readonly RunSummary[], { by, columns, sorts, fields }: Grouping): GroupRow[] {
  return sortGroups(groupRuns(runs, by), sorts, fields).map((group) => ({
    value: group.value,
    runs: group.runs.map(({ id }) => id),
    statistics: Object.fromEntries(columns.map((field) => [field.name, statisticOfRuns(group.runs, field)])),
  }));
}

export function groupsText(rows: readonly GroupRow[], { by, columns }: Grouping): string {
  const cell = (row: GroupRow, field: QueryField) => {
    const statistic = row.statistics[field.name] ?? null;
    if (statistic === null) return '–';
    const mean = numberText(field, statistic.mean);
    return statistic.deviation === null ? mean : `${mean} ± ${numberText(field, statistic.deviation)}`;
  };
  return textTable([
    [by.name, 'runs', ...columns.map(({ name }) => name)],
    ...rows.map((row) => [row.value ?? 'none', String(row.runs.length), ...columns.map((field) => cell(row, field))]),
  ]);
}

/** `2026-11-28 09:30`, as queries write days. */
function shortDate(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' });
}
