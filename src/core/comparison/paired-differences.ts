/** Rows of a comparison against one of them, seed by seed: mean difference, paired t test and Wilcoxon signed-rank test. */
import type { PairedDifference } from '../../shared/comparison';
import { comparisonTable } from '../../shared/comparison-table';
import { AppError } from '../../shared/errors';
import type { RunSummary } from '../../shared/run';
import { pairedTTest } from '../statistics/paired-t-test';
import { wilcoxonSignedRank } from '../statistics/wilcoxon';
import { compareRuns } from './compare-runs';
import type { RecipeLabels } from './recipe-differences';
import { statisticOf } from './statistic';

/**
 * Of every other row, in every column in which better is known and that can be compared. Several runs of one seed count as
 * their mean; a column without a common seed is left out. Throws AppError('bad-input') where no row is called `reference`.
 */
export function pairedDifferences(
  runs: readonly RunSummary[],
  labels: RecipeLabels,
  reference: string,
): PairedDifference[] {
  const comparison = compareRuns(runs, labels);
  const rows = comparison.rows.map((row) => ({ label: row.label, bySeed: columnsBySeed(runs, row.runIds, labels) }));
  const from = rows.find(({ label }) => label === reference);
  if (from === undefined) {
    throw new AppError(
      'bad-input',
      `No row of the comparison is called "${reference}"; there are ${rows.map(({ label }) => `"${label}"`).join(', ')}.`,
    );
  }
  const columns = comparisonTable(comparison).columns.filter(
    ({ key, better }) => better !== null && (comparison.ranked === 'all' || key.startsWith('task/')),
  );
  if (comparison.ranked === 'none') return [];
  return rows
    .filter((row) => row !== from)
    .flatMap((row) => columns.flatMap((column) => pair(row, from, { key: column.key, label: column.longLabel })));
}

interface SeededRow {
  readonly label: string;
  /** By seed, and then by the key of the column. */
  readonly bySeed: ReadonlyMap<number, ReadonlyMap<string, number>>;
}

/** Each seed as a comparison of its own, so that every figure is the one that the table would show of it. */
function columnsBySeed(
  runs: readonly RunSummary[],
  runIds: readonly string[],
  labels: RecipeLabels,
): SeededRow['bySeed'] {
  const own = runs.filter(({ id }) => runIds.includes(id));
  const bySeed = Map.groupBy(own, ({ seed }) => seed);
  return new Map(
    [...bySeed].map(([seed, ofSeed]) => {
      const { columns, rows } = comparisonTable(compareRuns(ofSeed, labels));
      const means = columns.map(({ key }, index) => [key, rows[0]?.cells[index]?.value?.mean] as const);
      return [seed, new Map(means.flatMap(([key, mean]) => (mean === undefined ? [] : [[key, mean] as const])))];
    }),
  );
}

function pair(row: SeededRow, from: SeededRow, column: { key: string; label: string }): PairedDifference[] {
  const common = [...row.bySeed].flatMap(([seed, own]) => {
    const [left, right] = [own.get(column.key), from.bySeed.get(seed)?.get(column.key)];
    return left === undefined || right === undefined ? [] : [{ seed, difference: left - right }];
  });
  const differences = common.map(({ difference }) => difference);
  const statistic = statisticOf(differences);
  if (statistic === null) return [];
  return [
    {
      ...{ label: row.label, column: column.key, columnLabel: column.label },
      seeds: common.map(({ seed }) => seed),
      differences,
      mean: statistic.mean,
      deviation: statistic.deviation,
      tTest: pairedTTest(differences),
      wilcoxon: wilcoxonSignedRank(differences),
    },
  ];
}
