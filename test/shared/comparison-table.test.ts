/** Which cells are best, at the precision that is printed. */
import { describe, expect, it, vi } from 'vitest';
import { comparisonTable } from '../../src/shared/comparison-table';
import { renderTable } from '../../src/core/comparison/render-table';
import { comparisonText } from '../../src/main/cli/comparison-text';
import type { Comparison, ComparisonRow, Statistic } from '../../src/shared/comparison';
import { parseCsv } from '../core/comparison/parse-csv';
import { exampleComparison } from '../core/comparison/comparison-example';

vi.mock('../../src/shared/metrics/index', async (importOriginal) => {
  const { withKnownMetrics } = await import('../fixtures/known-metrics');
  return withKnownMetrics(await importOriginal());
});

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

  it('takes nothing as best where all print the same', () => {
    expect(bestOf([0.9001, 0.8999])).toEqual([false, false]);
  });
});

describe('one ranking', () => {
  /** Three rows: FT, CoReD, and a baseline that is better than both everywhere. */
  function withBaseline(): Comparison {
    const comparison = exampleComparison();
    const [fineTuning, cored] = comparison.rows;
    if (!fineTuning || !cored) throw new Error('The example has two rows.');
    const best = { mean: 0.999, deviation: null, count: 1 };
    const joint: ComparisonRow = {
      ...fineTuning,
      ...{ label: 'Joint', method: 'joint', baseline: { meaning: 'upper bound', isApart: false } },
      ...{ taskAucs: [best, best], averageAuc: best, backwardTransfer: best, forwardTransfer: best },
      forgetting: { ...best, mean: -0.5 },
    };
    return { ...comparison, rows: [fineTuning, cored, joint] };
  }

  it('leaves baselines out, and says so', () => {
    const { rows, bestOf: whose } = comparisonTable(withBaseline());
    expect(rows[2]?.cells.map(({ isBest }) => isBest)).not.toContain(true);
    expect(rows[1]?.cells.map(({ isBest }) => isBest).slice(0, 5)).toEqual([true, false, true, true, true]);
    expect(whose).toBe('Best of the continual methods');
  });

  it('is that of every format', () => {
    const comparison = withBaseline();
    const marked = {
      latex: (text: string) => text.split('\n').map((line) => line.match(/textbf/g)?.length ?? 0),
      markdown: (text: string) => text.split('\n').map((line) => line.match(/\*\*[^*]+\*\*/g)?.length ?? 0),
    };
    for (const format of ['latex', 'markdown'] as const) {
      const text = renderTable(comparison, format);
      const lines = text.split('\n');
      const countIn = (label: string) => marked[format](text)[lines.findIndex((line) => line.includes(`${label} `))];
      expect([countIn('Fine-tuning'), countIn('CoReD'), countIn('Joint')]).toEqual([0, 4, 0]);
      expect(text).toContain('Best of the continual methods in bold.');
    }
    const [header = [], ...rows] = parseCsv(renderTable(comparison, 'csv'));
    expect(rows.map((row) => row[header.indexOf('Best in')])).toEqual([
      '',
      'DeepFake AUC; Average AUC; Forgetting; Backward transfer',
      '',
    ]);
    const terminal = comparisonText(comparison).split('\n');
    const starsIn = (label: string) => terminal.find((line) => line.startsWith(label))?.match(/\*/g)?.length ?? 0;
    expect([starsIn('Fine-tuning'), starsIn('CoReD'), starsIn('Joint')]).toEqual([0, 4, 0]);
  });
});
