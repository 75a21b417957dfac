/** The comparison as a Markdown table: three decimals, best in bold, names that cannot break the table. */
import { describe, expect, it, vi } from 'vitest';
import { renderMarkdown } from '../../../src/core/comparison/render-markdown';
import { exampleComparison } from './comparison-example';

vi.mock('../../../src/shared/metrics/index', async (importOriginal) => {
  const { withKnownMetrics } = await import('../../fixtures/known-metrics');
  return withKnownMetrics(await importOriginal());
});

/** Cells of a row, split at bars without a backslash before them. */
function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}

describe('renderMarkdown', () => {
  it('has the table with best values in bold, none where all are equal, and a caption', () => {
    const lines = renderMarkdown(exampleComparison()).split('\n');
    const averageAuc = (0.7 + 2 / 21 + 0.9) / 2;
    const deviation = 1 / 21;
    expect(lines.map(cellsOf).slice(0, 4)).toEqual([
      [
        'Method',
        'Runs',
        'DeepFake ↑',
        'FaceSwap ↑',
        'Average AUC ↑',
        'Forgetting ↓',
        'Backward transfer ↑',
        'Forward transfer ↑',
        'Seconds',
      ],
      ['---', ...Array.from({ length: 8 }, () => '---:')],
      [
        'Fine-tuning',
        '3',
        `${(0.7 + 2 / 21).toFixed(3)} ± ${deviation.toFixed(3)}`,
        '0.900 ± 0.000',
        `${averageAuc.toFixed(3)} ± ${(deviation / 2).toFixed(3)}`,
        `${(0.95 - 0.7 - 2 / 21).toFixed(3)} ± ${deviation.toFixed(3)}`,
        `${(0.7 + 2 / 21 - 0.95).toFixed(3)} ± ${deviation.toFixed(3)}`,
        '0.100 ± 0.000',
        '102 ± 1',
      ],
      [
        'CoReD',
        '1',
        '**0.901**',
        '0.900',
        '**0.901**',
        `**${(0.95 - 0.90123456).toFixed(3)}**`,
        `**${(0.90123456 - 0.95).toFixed(3)}**`,
        '0.100',
        '250',
      ],
    ]);
    expect(lines.slice(4)).toEqual([
      '',
      'AUC per task (val split) after the last stage of the chain DeepFake, FaceSwap. Average AUC: mean over the tasks. ' +
        'Forgetting: mean over the earlier tasks of best former AUC minus AUC now. ' +
        "Backward transfer: mean over the earlier tasks of AUC now minus AUC right after the task's stage. " +
        "Forward transfer: mean over the later tasks of AUC right before the task's stage minus AUC before training. " +
        'Mean ± sample standard deviation over the seeds. Best in bold.',
      '',
    ]);
  });

  it('keeps a name with bars, stars and underscores in its cell', () => {
    const lines = renderMarkdown(exampleComparison(['a|b\\', '_x_ *y*\nz'])).split('\n');
    expect(cellsOf(lines[0] ?? '').slice(2, 4)).toEqual(['a\\|b\\\\ ↑', '\\_x\\_ \\*y\\* z ↑']);
    expect(lines.slice(0, 4).map((line) => cellsOf(line).length)).toEqual([9, 9, 9, 9]);
  });

  it('marks missing values and says how many runs have finished', () => {
    const comparison = exampleComparison();
    const rows = comparison.rows.map((row) => ({
      ...row,
      taskAucs: row.taskAucs.map((value, task) => (task === 0 ? null : value && { ...value, count: 1 })),
    }));
    const lines = renderMarkdown({ ...comparison, rows })
      .split('\n')
      .map(cellsOf);
    expect(lines[2]?.slice(0, 3)).toEqual(['Fine-tuning', '1 of 3', '–']);
    expect(lines[3]?.slice(0, 3)).toEqual(['CoReD', '1', '–']);
  });

  it('puts nothing in bold in a table of one row', () => {
    const comparison = exampleComparison();
    expect(renderMarkdown({ ...comparison, rows: comparison.rows.slice(0, 1) })).not.toContain('**');
  });
});
