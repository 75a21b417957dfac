/** Which cells are best, at the precision that is printed. */
import { describe, expect, it } from 'vitest';
import { comparisonTable } from '../../src/shared/comparison-table';
import type { Statistic } from '../../src/shared/comparison';
import { exampleComparison } from '../core/comparison/comparison-example';

/** The best marks of the first task's column when the rows have these means. */
function bestOf(means: readonly (number | null)[], column = 0): boolean[] {
  const comparison = exampleComparison();
  const [row] = comparison.rows;
  if (row === undefined) return [];
  const statistics = means.map((mean): Statistic | null =>
    mean === null ? null : { mean, deviation: null, count: 1 },
  );
  const rows = statistics.map((statistic) => ({
    ...row,
    taskAucs: [statistic, null],
    forgetting: statistic,
    seconds: statistic ?? row.seconds,
  }));
  return comparisonTable({ ...comparison, rows }).rows.map(({ cells }) => cells[column]?.isBest ?? false);
}

describe('comparisonTable', () => {
  it('takes the highest AUC and the lowest forgetting', () => {
    expect(bestOf([0.8, 0.9, 0.7])).toEqual([false, true, false]);
    expect(bestOf([0.8, 0.9, 0.7], 3)).toEqual([false, false, true]);
    expect(bestOf([-0.8, 0, -0.9], 3)).toEqual([false, false, true]);
  });

  it('takes all of those that print the same as best', () => {
    expect(bestOf([0.9001, 0.8999, 0.899])).toEqual([true, true, false]);
    expect(bestOf([0.00001, -0.00001, 0.1], 3)).toEqual([true, true, false]);
  });

  it('leaves missing values out, and takes nothing as best when there is one value', () => {
    expect(bestOf([null, 0.9, 0.8])).toEqual([false, true, false]);
    expect(bestOf([null, 0.9])).toEqual([false, false]);
    expect(bestOf([null, null])).toEqual([false, false]);
  });

  it('does not judge time', () => {
    expect(bestOf([100, 200], 6)).toEqual([false, false]);
  });
});
