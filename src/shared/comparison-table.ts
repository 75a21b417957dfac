/** A comparison as rows and columns of statistics, and which cells are best: what screen, files and terminal show. */
import type { Comparison, ComparisonRow, Statistic } from './comparison';
import { scoreDecimals } from './format';
import { matrixMetrics, scoreMetrics } from './metrics';
import { bestIndexes } from './ranking';

export interface TableColumn {
  /** Distinct within the table. */
  readonly key: string;
  readonly label: string;
  /** For a table without a caption. */
  readonly longLabel: string;
  /** What it is, as the rest of a sentence that begins with the label; null for a task. */
  readonly meaning: string | null;
  /** Null where neither way is better. */
  readonly better: 'higher' | 'lower' | null;
  readonly decimals: number;
  /** `main`: what the comparison is about; `further`: for those who look closer; `loss`: how the training ended. */
  readonly group: 'main' | 'further' | 'loss';
}

export interface TableCell {
  readonly value: Statistic | null;
  /** The best of its column as printed; ties are all best. Never a baseline's, and never where all are equal. */
  readonly isBest: boolean;
}

export interface TableRow {
  readonly row: ComparisonRow;
  /** Runs that have scores after the last stage, of all runs in the row. */
  readonly finishedRuns: number;
  /** One per column. */
  readonly cells: readonly TableCell[];
}

export interface ComparisonTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  /** What the numbers are, in plain words. */
  readonly caption: string;
  /** Whose best is marked: `Best`, or `Best of the continual methods` where baselines stand beside them. */
  readonly bestOf: string;
}

interface ReadColumn extends TableColumn {
  readonly read: (row: ComparisonRow) => Statistic | null;
}

const [main] = scoreMetrics;
const taskPrefix = 'task/';

export function comparisonTable(comparison: Comparison): ComparisonTable {
  const { rows } = comparison;
  const columns = columnsOf(comparison);
  const best = columns.map((column) => bestRows(column, comparison));
  return {
    columns,
    rows: rows.map((row, rowIndex) => ({
      row,
      finishedRuns: Math.max(0, ...row.taskAucs.map((statistic) => statistic?.count ?? 0)),
      cells: columns.map(({ read }, index) => ({
        value: read(row),
        isBest: best[index]?.has(rowIndex) ?? false,
      })),
    })),
    caption: captionOf(comparison, columns),
    bestOf: rows.some(({ baseline }) => baseline) ? 'Best of the continual methods' : 'Best',
  };
}

/** What the comparison is about first: a measure of the whole chain that can be better or worse. */
export function firstMeasure({ columns }: Pick<ComparisonTable, 'columns'>): string | undefined {
  return columns.find(({ meaning, better }) => meaning !== null && better !== null)?.key;
}

/** The table with the columns of some groups alone. */
export function onlyColumns(table: ComparisonTable, ...groups: readonly TableColumn['group'][]): ComparisonTable {
  const isShown = (index: number) => groups.some((group) => group === table.columns[index]?.group);
  return {
    ...table,
    columns: table.columns.filter((_, index) => isShown(index)),
    rows: table.rows.map((row) => ({ ...row, cells: row.cells.filter((_, index) => isShown(index)) })),
  };
}

function columnsOf({ chain, rows, terms }: Comparison): ReadColumn[] {
  const ofTasks = chain.map((task, index): ReadColumn => ({
    ...{ key: `${taskPrefix}${task}`, label: task, longLabel: `${task} ${main.label}`, meaning: null },
    ...{ better: main.better, decimals: scoreDecimals, group: 'main' },
    read: (row) => row.taskAucs[index] ?? null,
  }));
  const ofMatrix = matrixMetrics.map(({ id, label, meaning, better, place }): ReadColumn => ({
    ...{ key: id, label, longLabel: label, meaning, better, decimals: scoreDecimals, group: place },
    read: (row) => row[id],
  }));
  const ofLosses = [{ id: 'total', label: 'total', unit: null }, ...terms].map(({ id, label, unit }): ReadColumn => ({
    ...{ key: `loss/${id}`, label, longLabel: `Loss, ${label}${unit === null ? '' : ` [${unit}]`}` },
    ...{ meaning: 'mean over the last epoch', better: null, decimals: scoreDecimals, group: 'loss' },
    read: (row) => row.losses[id] ?? null,
  }));
  const seconds: ReadColumn = {
    ...{ key: 'seconds', label: 'Seconds', longLabel: 'Seconds', meaning: 'mean training time of a run' },
    ...{ better: null, decimals: 0, group: 'main' },
    read: (row) => row.seconds,
  };
  // Beside what the comparison is about, a column is there where a row has a value for it.
  const isThere = ({ group, read }: ReadColumn) => group === 'main' || rows.some((row) => read(row) !== null);
  return [...ofTasks, ...ofMatrix, seconds, ...ofLosses].filter(isThere);
}

/** Baselines stand beside the others and are not ranked; nor is a row that has not come to the end of the chain. */
function bestRows({ key, better, decimals, read }: ReadColumn, { rows, ranked }: Comparison): ReadonlySet<number> {
  const isTask = key.startsWith(taskPrefix);
  if (better === null || ranked === 'none' || (ranked === 'tasks' && !isTask)) return new Set();
  const isRanked = ({ baseline, taskAucs }: ComparisonRow) => baseline === null && taskAucs.some((auc) => auc !== null);
  const means = rows.map((row) => (isRanked(row) ? (read(row)?.mean ?? null) : null));
  return bestIndexes(means, { better, decimals });
}

function captionOf({ chain, reportedSplit, rows, caveats }: Comparison, columns: readonly TableColumn[]): string {
  const apart = rows.filter(({ baseline }) => baseline?.isApart).map(({ label }) => label);
  const hasOneChain = rows.every((row) => sameTexts(row.chain, chain));
  const hasSeeds = rows.some((row) => row.runIds.length > 1);
  const ofMetrics = columns.filter(({ better, meaning }) => better !== null && meaning !== null);
  return [
    `AUC per task${reportedSplit === null ? '' : ` (${reportedSplit} split)`} after the last stage of the chain${hasOneChain ? ` ${chain.join(', ')}` : ''}.`,
    ...caveats,
    ...ofMetrics.map(({ label, meaning }) => `${label}: ${meaning}.`),
    ...(apart.length > 0 ? [`${apart.join('; ')}: each task by a network trained on it alone.`] : []),
    ...(hasSeeds ? ['Mean ± sample standard deviation over the seeds.'] : []),
  ].join(' ');
}

function sameTexts(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((text, index) => text === right[index]);
}
