/** A comparison as rows and columns of statistics, and which cell of a column is best: what every format prints. */
import type { Comparison, ComparisonRow, Statistic } from '../../shared/comparison';
import { formatScore } from '../../shared/format';
import { singleId } from './single-id';
import { metrics, type Metric } from '../metrics';

export interface TableColumn {
  readonly label: string;
  /** For a table without a caption. */
  readonly longLabel: string;
  /** Null where neither way is better. */
  readonly better: 'higher' | 'lower' | null;
  readonly decimals: number;
}

export interface TableCell {
  readonly value: Statistic | null;
  /** The best of its column as printed; ties are all best. Never where there is nothing to be better than. */
  readonly isBest: boolean;
}

export interface TableRow {
  readonly row: ComparisonRow;
  /** Runs that have scores after the last step, of all runs in the row. */
  readonly finishedRuns: number;
  /** One per column. */
  readonly cells: readonly TableCell[];
}

export interface ComparisonTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
  /** What the numbers are, in plain words. */
  readonly caption: string;
}

const scoreDecimals = 3;
const secondsDecimals = 0;

/** Columns that are there where a row has a value for them. */
const furtherMetrics = ['backwardTransfer', 'forwardTransfer', 'intransigence'] as const;

export function comparisonTable(comparison: Comparison): ComparisonTable {
  const further = furtherIn(comparison);
  const columns: TableColumn[] = [
    ...comparison.chain.map((task) =>
      scoreColumn(metrics.auc, { label: task, longLabel: `${task} ${metrics.auc.label}` }),
    ),
    scoreColumn(metrics.averageAuc),
    scoreColumn(metrics.forgetting),
    ...further.map((id) => scoreColumn(metrics[id])),
    { label: 'Seconds', longLabel: 'Seconds', better: null, decimals: secondsDecimals },
  ];
  const values = comparison.rows.map((row) => [
    ...row.taskAucs,
    row.averageAuc,
    row.forgetting,
    ...further.map((id) => row[id] ?? null),
    row.seconds,
  ]);
  const best = columns.map((column, index) =>
    bestOf(
      column,
      values.map((cells) => cells[index] ?? null),
    ),
  );
  return {
    columns,
    rows: comparison.rows.map((row, rowIndex) => ({
      row,
      finishedRuns: Math.max(0, ...row.taskAucs.map((statistic) => statistic?.count ?? 0)),
      cells: columns.map((column, index) => {
        const value = values[rowIndex]?.[index] ?? null;
        const isBest = value !== null && best[index] === printNumber(value.mean, column.decimals);
        return { value, isBest };
      }),
    })),
    caption: captionOf(comparison),
  };
}

/** Rounded to six decimals, as the CSV has it, and then to what the column prints. */
export function printNumber(value: number, decimals: number): string {
  return decimals === scoreDecimals ? formatScore(value) : Number(value.toFixed(6)).toFixed(decimals);
}

function scoreColumn(
  metric: Metric,
  labels: { label: string; longLabel: string } = { label: metric.label, longLabel: metric.label },
): TableColumn {
  return { ...labels, better: metric.better, decimals: scoreDecimals };
}

/** The best printed number, or null where no way is better or fewer than two rows have a value. */
function bestOf({ better, decimals }: TableColumn, values: readonly (Statistic | null)[]): string | null {
  const printed = values.filter((value) => value !== null).map(({ mean }) => printNumber(mean, decimals));
  if (better === null || printed.length < 2) return null;
  const numbers = printed.map(Number);
  return printNumber(better === 'higher' ? Math.max(...numbers) : Math.min(...numbers), decimals);
}

function furtherIn({ rows }: Comparison): (typeof furtherMetrics)[number][] {
  return furtherMetrics.filter((id) => rows.some((row) => (row[id] ?? null) !== null));
}

const furtherInWords: Readonly<Record<(typeof furtherMetrics)[number], string>> = {
  backwardTransfer: "Backward transfer: mean over the earlier tasks of AUC now minus AUC right after the task's step.",
  forwardTransfer:
    "Forward transfer: mean over the later tasks of AUC right before the task's step minus AUC before training.",
  intransigence: "Intransigence: mean over the tasks of AUC when trained alone minus AUC right after the task's step.",
};

function captionOf(comparison: Comparison): string {
  const { chain, reportedSplit, rows } = comparison;
  const apart = rows.filter(({ method }) => method === singleId).map(({ label }) => label);
  const hasSeeds = rows.some((row) => row.runIds.length > 1);
  return [
    `AUC per task (${reportedSplit} split) after the last step of the chain ${chain.join(', ')}.`,
    'Average AUC: mean over the tasks. Forgetting: mean over the earlier tasks of best former AUC minus AUC now.',
    ...furtherIn(comparison).map((id) => furtherInWords[id]),
    ...(apart.length > 0 ? [`${apart.join('; ')}: each task by a network trained on it alone.`] : []),
    ...(hasSeeds ? ['Mean ± sample standard deviation over the seeds.'] : []),
    'Best in bold.',
  ].join(' ');
}
