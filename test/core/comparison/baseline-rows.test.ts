/** What a comparison makes of the baseline `single`, and of the chains beside it. */
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/core/comparison/compare-runs';
import { renderTable } from '../../../src/core/comparison/render-table';
import { Comparison } from '../../../src/shared/comparison';
import { exampleApart, exampleLabels, exampleRun } from './run-summary-example';
import { parseCsv } from './parse-csv';

const single = { method: 'single', network: 'small-cnn', parameters: { epochs: 10 } };
const cored = { method: 'cored', network: 'small-cnn', parameters: { epochs: 10, bins: 5 } };

/** Trained alone the first task reaches `first`, the second 0.97; after the other's training each is at chance. */
const alone = (id: string, seed: number, first: number) =>
  exampleRun({
    id,
    seed,
    recipe: single,
    method: exampleApart,
    matrix: [
      [first, 0.5],
      [0.5, 0.97],
    ],
  });

describe('a comparison with `single`', () => {
  it('measures intransigence against the run of the same seed, or else the mean of the seeds', () => {
    // The example's own diagonal is 0.95, 0.9.
    const runs = [exampleRun({ id: 'ft-1', seed: 1 }), exampleRun({ id: 'cored-3', seed: 3, recipe: cored })];
    const comparison = compareRuns([...runs, alone('alone-1', 1, 0.99), alone('alone-2', 2, 0.95)], exampleLabels);
    expect(Comparison.parse(comparison)).toEqual(comparison);
    const [fineTuning, ofCored, ofSingle] = comparison.rows;
    expect(fineTuning?.intransigence?.mean).toBeCloseTo((0.99 - 0.95 + (0.97 - 0.9)) / 2, 12);
    expect(ofCored?.intransigence?.mean).toBeCloseTo((0.97 - 0.95 + (0.97 - 0.9)) / 2, 12);
    expect(ofSingle?.intransigence).toBeNull();
  });

  it('has backward and forward transfer of each chain', () => {
    const [row] = compareRuns([exampleRun({ id: 'ft-1' })], exampleLabels).rows;
    expect(row?.backwardTransfer?.mean).toBeCloseTo(0.8 - 0.95, 12);
    // AUC on the second task after stage 1, minus that before training.
    expect(row?.forwardTransfer?.mean).toBeCloseTo(0.5 - 0.4, 12);
    expect(row?.intransigence).toBeNull();
  });

  it.each([
    ['another network', { ...single, network: 'xception' }],
    ['other epochs', { ...single, parameters: { epochs: 20 } }],
  ])('takes no run of `single` with %s', (_, recipe) => {
    const runs = [exampleRun({ id: 'ft-1' }), { ...alone('alone-1', 1, 0.99), recipe }];
    expect(compareRuns(runs, exampleLabels).rows[0]?.intransigence).toBeNull();
  });

  it("gives `single` each task's own network, and nothing that it could forget or transfer", () => {
    const [row] = compareRuns([alone('alone-1', 1, 0.99)], exampleLabels).rows;
    expect(row?.taskAucs.map((statistic) => statistic?.mean)).toEqual([0.99, 0.97]);
    expect(row?.averageAuc?.mean).toBeCloseTo(0.98, 12);
    expect(row).toMatchObject({ forgetting: null, backwardTransfer: null, forwardTransfer: null });
  });

  it('prints intransigence in every format, and says what the row of `single` is', () => {
    const comparison = compareRuns([exampleRun({ id: 'ft-1' }), alone('alone-1', 1, 0.99)], exampleLabels);
    const [header, fineTuning, ofSingle] = parseCsv(renderTable(comparison, 'csv'));
    const column = header?.indexOf('Intransigence (mean)') ?? -1;
    expect(fineTuning?.[column]).toBe('0.055000');
    expect(ofSingle?.[column]).toBe('');
    for (const format of ['markdown', 'latex'] as const) {
      const table = renderTable(comparison, format);
      expect(table).toContain('0.055');
      expect(table).toContain('single: each task by a network trained on it alone.');
    }
  });
});
