/** The runs table: which columns there can be, which are shown, and its rows, put together by a field or not. */
import type { RunSummary } from '../../shared/run';
import { headingOf } from '../../shared/run-query/field-text';
import { groupRuns, sortGroups, type RunGroup } from '../../shared/run-query/group-runs';
import { readNames } from '../../shared/run-query/name-list';
import type { QueryField } from '../../shared/run-query/query-fields';
import { readSorts, sortRuns } from '../../shared/run-query/sort-runs';
import { mainMatrixMetrics } from '../../shared/metrics';
import type { TableColumn } from '../components/table-column';

/** What the address says of the table; empty: as it is by itself. */
export interface RunTableValues {
  readonly query: string;
  readonly state: string;
  readonly columns: string;
  readonly sort: string;
  readonly group: string;
  /** 'yes': archived runs as well. */
  readonly archived: string;
}

export type RunTableRow =
  | { readonly kind: 'run'; readonly key: string; readonly run: RunSummary; readonly isInGroup: boolean }
  | { readonly kind: 'group'; readonly key: string; readonly group: RunGroup; readonly isOpen: boolean };

/** What is shown until somebody chooses: fields of every run. */
export const usualColumns: readonly string[] = [
  ...['experiment', 'method', 'seed', 'state'],
  ...mainMatrixMetrics.map(({ id }) => id),
  ...['seconds', 'created'],
];
/** Of the usual ones: left out where the window is narrow. */
const minorColumns: readonly string[] = ['experiment', 'seed', 'seconds', 'created'];

/** The name is in every table, before the others. */
export function shownFields(columns: string, fields: ReadonlyMap<string, QueryField>): QueryField[] {
  const names = columns === '' ? usualColumns : readNames(columns);
  return names.flatMap((name) => (name === 'name' ? [] : (fields.get(name) ?? [])));
}

export function tableColumns(
  shown: readonly QueryField[],
  runs: readonly RunSummary[],
  isUsual: boolean,
): TableColumn<RunTableRow>[] {
  const column = (id: string, header: string, width: string): TableColumn<RunTableRow> => {
    return { id, header, value: () => null, isSortable: false, isHeaderHidden: true, width };
  };
  return [
    column('choose', 'Choose', '34px'),
    { id: 'name', header: 'Name', value: () => null },
    ...shown.map((field) => ({
      id: field.name,
      header: headingOf(field),
      value: () => null,
      isNumber: isNumber(field, runs),
      isMinor: isUsual && minorColumns.includes(field.name),
    })),
    column('actions', 'Actions', '1%'),
  ];
}

/** Parameters are whatever a recipe says: they stand as numbers where the first run that has one says a number. */
function isNumber(field: QueryField, runs: readonly RunSummary[]): boolean {
  if (field.kind !== 'text') return true;
  const first = runs.find((run) => field.valueOf(run) !== null);
  return first !== undefined && typeof field.valueOf(first) === 'number';
}

interface Arrangement {
  readonly sort: string;
  /** The field that runs are put together by; undefined: none. */
  readonly groupedBy: QueryField | undefined;
  readonly fields: ReadonlyMap<string, QueryField>;
  /** Keys of the groups whose runs are shown. */
  readonly open: ReadonlySet<string>;
}

/** `runs` in the order in which they stand without a sort. */
export function tableRows(runs: readonly RunSummary[], { sort, groupedBy, fields, open }: Arrangement): RunTableRow[] {
  const sorts = readSorts(sort);
  const sorted = sortRuns(runs, sorts, fields);
  if (groupedBy === undefined) return sorted.map((run) => ({ kind: 'run', key: run.id, run, isInGroup: false }));
  return sortGroups(groupRuns(sorted, groupedBy), sorts, fields).flatMap((group): RunTableRow[] => {
    const key = groupKey(group);
    const isOpen = open.has(key);
    // A run with several tags is in several groups.
    const its = group.runs.map((run): RunTableRow => ({ kind: 'run', key: `${key}/${run.id}`, run, isInGroup: true }));
    return [{ kind: 'group', key, group, isOpen }, ...(isOpen ? its : [])];
  });
}

export function groupKey({ value }: RunGroup): string {
  return value === null ? 'none' : `is ${value}`;
}
