/** The comparison as CSV: columns, six decimals, quoting, and no formula out of a name. */
import { describe, expect, it, vi } from 'vitest';
import { renderCsv } from '../../../src/core/comparison/render-csv';
import { exampleComparison } from './comparison-example';
import { parseCsv } from './parse-csv';

vi.mock('../../../src/shared/metrics/index', async (importOriginal) => {
  const { withKnownMetrics } = await import('../../fixtures/known-metrics');
  return withKnownMetrics(await importOriginal());
});

describe('renderCsv', () => {
  it('has a column for each mean and each deviation, and one for each differing field', () => {
    const [header, fineTuning, cored] = parseCsv(renderCsv(exampleComparison()));
    expect(header).toEqual([
      'Recipe',
      'Method',
      'Network',
      'Split',
      'Seeds',
      'Runs',
      'Finished runs',
      'DeepFake AUC (mean)',
      'DeepFake AUC (sd)',
      'FaceSwap AUC (mean)',
      'FaceSwap AUC (sd)',
      'Average AUC (mean)',
      'Average AUC (sd)',
      'Forgetting (mean)',
      'Forgetting (sd)',
      'Backward transfer (mean)',
      'Backward transfer (sd)',
      'Forward transfer (mean)',
      'Forward transfer (sd)',
      'Seconds (mean)',
      'Seconds (sd)',
      'Loss, total (mean)',
      'Loss, total (sd)',
      'Loss, cross-entropy (mean)',
      'Loss, cross-entropy (sd)',
      'Best in',
      'Chain',
      'Bins',
    ]);
    expect(fineTuning?.slice(0, 7)).toEqual(['Fine-tuning', 'ft', 'small-cnn', 'val', '1 2 3', '3', '3']);
    // Seeds 1, 2, 3 give 0.7 + seed / 21: mean 0.7 + 2/21, deviation 1/21.
    expect(fineTuning?.[7]).toBe((0.7 + 2 / 21).toFixed(6));
    expect(fineTuning?.[8]).toBe((1 / 21).toFixed(6));
    expect(fineTuning?.slice(9, 11)).toEqual(['0.900000', '0.000000']);
    expect(fineTuning?.slice(19)).toEqual([
      '102.000000',
      '1.000000',
      '0.500000',
      '0.000000',
      '0.500000',
      '0.000000',
      '',
      'DeepFake, FaceSwap',
      '',
    ]);
    expect(cored?.slice(7, 9)).toEqual(['0.901235', '']);
    const best = 'DeepFake AUC; Average AUC; Forgetting; Backward transfer';
    expect(cored?.slice(19)).toEqual([
      '250.400000',
      '',
      '0.500000',
      '',
      '0.500000',
      '',
      best,
      'DeepFake, FaceSwap',
      '5',
    ]);
  });

  it('ends every line with CRLF and quotes what holds a comma, a quote or a line end', () => {
    const csv = renderCsv(exampleComparison(['Deep, "Fake"', 'Face\nSwap']));
    expect(csv).toContain('"Deep, ""Fake"" AUC (mean)"');
    expect(parseCsv(csv)[0]?.[9]).toBe('Face\nSwap AUC (mean)');
    expect(csv.endsWith('\r\n')).toBe(true);
    expect(parseCsv(csv).map((fields) => fields.length)).toEqual([28, 28, 28]);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1'])('does not let %j begin a cell as a formula', (name) => {
    const csv = renderCsv(exampleComparison([name, 'FaceSwap'], { note: name }));
    const [header, , cored] = parseCsv(csv);
    expect(header?.[7]).toBe(`'${name} AUC (mean)`);
    expect(cored?.at(-1)).toBe(`'${name}`);
  });

  it('leaves negative numbers as numbers', () => {
    const comparison = exampleComparison([' x', 'y'], { shift: -2 });
    const better = comparison.rows.map((row) => ({ ...row, forgetting: { mean: -0.25, deviation: null, count: 1 } }));
    const [, , cored] = parseCsv(renderCsv({ ...comparison, rows: better }));
    expect(cored?.[13]).toBe('-0.250000');
    expect(cored?.at(-1)).toBe('-2');
  });
});
