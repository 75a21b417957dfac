/** Runs folded into rows: grouping, statistics over seeds, differences, and what cannot be compared. */
import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../../src/core/comparison/compare-runs';
import { Comparison } from '../../../src/shared/comparison';
import { comparisonTable } from '../../../src/shared/comparison-table';
import { exampleLabels, exampleMatrix, exampleRun } from './run-summary-example';

const cored = { method: 'cored', network: 'small-cnn', parameters: { epochs: 10, bins: 5 } };

describe('compareRuns', () => {
  it('folds the seeds of a recipe into mean and sample deviation', () => {
    const other = [
      [0.85, 0.6],
      [0.6, 0.7],
    ];
    const comparison = compareRuns(
      [exampleRun({ id: 'run-b', seed: 2, matrix: other, seconds: 100 }), exampleRun({ id: 'run-a', seed: 1 })],
      exampleLabels,
    );
    expect(comparison.rows).toHaveLength(1);
    const [row] = comparison.rows;
    expect(row).toMatchObject({ runIds: ['run-a', 'run-b'], seeds: [1, 2], label: 'Fine-tuning' });
    expect(row?.taskAucs[0]?.mean).toBeCloseTo((0.8 + 0.6) / 2, 12);
    // Two values lie half their distance from the mean: sqrt(2 * (d/2)^2 / 1) = d / sqrt(2).
    expect(row?.taskAucs[0]?.deviation).toBeCloseTo((0.8 - 0.6) / Math.SQRT2, 12);
    expect(row?.averageAuc?.mean).toBeCloseTo(((0.8 + 0.9) / 2 + (0.6 + 0.7) / 2) / 2, 12);
    expect(row?.forgetting?.mean).toBeCloseTo((0.95 - 0.8 + (0.85 - 0.6)) / 2, 12);
    expect(row?.seconds).toEqual({ mean: 110, deviation: Math.sqrt((10 ** 2 + 10 ** 2) / 1), count: 2 });
    expect(row?.matrix[0]?.[1]).toBeCloseTo((0.5 + 0.6) / 2, 12);
    expect(row?.beforeTraining).toEqual([0.5, 0.4]);
  });

  it('gives a comparison that the contract accepts', () => {
    const comparison = compareRuns(
      [exampleRun({ id: 'run-a' }), exampleRun({ id: 'run-b', recipe: cored })],
      exampleLabels,
    );
    expect(Comparison.parse(comparison)).toEqual(comparison);
    expect(comparison).toMatchObject({ chain: ['DeepFake', 'FaceSwap'], reportedSplit: 'val' });
  });

  it('takes recipes as the same whatever the order of their parameters, the engine or the dates', () => {
    const one = { method: 'cored', network: 'small-cnn', parameters: { bins: 5, epochs: 10 } };
    const comparison = compareRuns(
      [
        exampleRun({ id: 'run-a', recipe: cored }),
        exampleRun({
          id: 'run-b',
          recipe: one,
          engine: 'cpu',
          engineWish: 'cpu',
          createdAt: '2026-02-02T00:00:00.000Z',
        }),
      ],
      exampleLabels,
    );
    expect(comparison.rows.map(({ runIds }) => runIds)).toEqual([['run-a', 'run-b']]);
  });

  it('keeps the order in which methods first appear, with the recipes of a method together', () => {
    const long = { method: 'ft', network: 'small-cnn', parameters: { epochs: 20 } };
    const comparison = compareRuns(
      [
        exampleRun({ id: 'run-a' }),
        exampleRun({ id: 'run-b', recipe: cored }),
        exampleRun({ id: 'run-c', recipe: long }),
        exampleRun({ id: 'run-d', seed: 2 }),
      ],
      exampleLabels,
    );
    expect(comparison.rows.map(({ runIds }) => runIds)).toEqual([['run-a', 'run-d'], ['run-c'], ['run-b']]);
  });

  it('counts a run once when it is chosen twice', () => {
    const run = exampleRun({ id: 'run-a' });
    expect(compareRuns([run, run], exampleLabels).rows[0]?.averageAuc?.count).toBe(1);
  });

  it('includes a run that is not finished, with nulls where it has no value yet', () => {
    const open = exampleRun({
      id: 'run-a',
      state: 'training',
      matrix: [
        [0.9, 0.5],
        [null, null],
      ],
      averageAuc: 0.9,
    });
    const [row] = compareRuns([open], exampleLabels).rows;
    expect(row).toMatchObject({ taskAucs: [null, null], averageAuc: null, forgetting: null });
    expect(row?.matrix).toEqual([
      [0.9, 0.5],
      [null, null],
    ]);
    expect(row?.seconds).toEqual({ mean: 120, deviation: null, count: 1 });
  });

  it('takes values and time from the complete runs when another seed is still training', () => {
    const open = exampleRun({ id: 'run-b', seed: 2, state: 'training', seconds: 10, matrix: [[0.5, 0.5]] });
    const [row] = compareRuns([exampleRun({ id: 'run-a' }), open], exampleLabels).rows;
    expect(row?.averageAuc).toEqual({ mean: (0.8 + 0.9) / 2, deviation: null, count: 1 });
    expect(row?.seconds).toEqual({ mean: 120, deviation: null, count: 1 });
    expect(row?.seeds).toEqual([1, 2]);
  });

  it('has no average AUC where a task has none', () => {
    const oneClass = exampleMatrix.map(([first]) => [first ?? null, null]);
    const [row] = compareRuns([exampleRun({ id: 'run-a', matrix: oneClass })], exampleLabels).rows;
    expect(row?.taskAucs).toEqual([{ mean: 0.8, deviation: null, count: 1 }, null]);
    expect(row?.averageAuc).toBeNull();
    expect(row?.forgetting?.mean).toBeCloseTo(0.95 - 0.8, 12);
  });

  it('lists the fields in which recipes differ, null where a recipe lacks one', () => {
    const comparison = compareRuns(
      [exampleRun({ id: 'run-a' }), exampleRun({ id: 'run-b', recipe: cored })],
      exampleLabels,
    );
    expect(comparison.differences).toEqual([{ field: 'bins', label: 'Bins', values: [null, 5] }]);
  });

  it('puts runs of other orders beside each other, AUCs under their task, and averages them by position', () => {
    const reversed = exampleRun({
      id: 'run-b',
      chain: ['FaceSwap', 'DeepFake'],
      matrix: [
        [0.8, 0.4],
        [0.7, 0.6],
      ],
    });
    const comparison = compareRuns([exampleRun({ id: 'run-a' }), reversed], exampleLabels);
    expect(comparison).toMatchObject({ chain: ['DeepFake', 'FaceSwap'], ranked: 'all' });
    expect(comparison.caveats).toEqual([expect.stringContaining('the same tasks in different orders')]);
    expect(comparison.rows.map(({ label }) => label)).toEqual([
      'Fine-tuning (DeepFake, FaceSwap)',
      'Fine-tuning (FaceSwap, DeepFake)',
    ]);
    expect(comparison.rows[1]?.taskAucs.map((auc) => auc?.mean)).toEqual([0.6, 0.7]);
    expect(comparison.rows[1]?.matrix[0]).toEqual([0.8, 0.4]);
    const [study] = comparison.orders;
    expect(study).toMatchObject({ label: 'Fine-tuning', tasks: ['DeepFake', 'FaceSwap'] });
    expect(study?.byPosition.map((row) => row.map((auc) => auc?.mean))).toEqual([
      [0.8, 0.6],
      [0.7, 0.9],
    ]);
    expect(study?.anyTask[0]?.mean).toBeCloseTo((0.8 + 0.7) / 2, 12);
    expect(Comparison.parse(comparison)).toEqual(comparison);
  });

  it('ranks tasks alone where chains have other tasks, and says why', () => {
    const other = exampleRun({
      id: 'run-b',
      chain: ['DeepFake', 'NeuralTextures'],
      matrix: [
        [0.9, 0.5],
        [0.85, 0.9],
      ],
    });
    const comparison = compareRuns([exampleRun({ id: 'run-a' }), other], exampleLabels);
    expect(comparison).toMatchObject({
      chain: ['DeepFake', 'FaceSwap', 'NeuralTextures'],
      ranked: 'tasks',
      orders: [],
    });
    expect(comparison.caveats).toEqual([expect.stringContaining('means over different tasks')]);
    expect(comparison.rows[1]?.taskAucs.map((auc) => auc?.mean ?? null)).toEqual([0.85, null, 0.9]);
    const { columns, rows } = comparisonTable(comparison);
    const best = rows.map(({ cells }) => columns.filter((_, at) => cells[at]?.isBest).map(({ key }) => key));
    // A task that one row alone has is not won by it.
    expect(best).toEqual([[], ['task/DeepFake']]);
  });

  it('ranks nothing where scores are of different images, and names whose are which', () => {
    const other = exampleRun({ id: 'run-b', reportedSplit: 'test' });
    const comparison = compareRuns([exampleRun({ id: 'run-a' }), other], exampleLabels);
    expect(comparison).toMatchObject({ ranked: 'none', reportedSplit: null });
    expect(comparison.caveats[0]).toContain('Fine-tuning (on val): val; Fine-tuning (on test): test');
    expect(comparisonTable(comparison).rows.flatMap(({ cells }) => cells.filter(({ isBest }) => isBest))).toEqual([]);
  });

  it('ranks tasks alone where runs start at different stages', () => {
    const other = exampleRun({ id: 'run-b', startStage: 2 });
    const comparison = compareRuns([exampleRun({ id: 'run-a' }), other], exampleLabels);
    expect(comparison).toMatchObject({ ranked: 'tasks', reportedSplit: 'val' });
    expect(comparison.rows.map(({ label }) => label)).toEqual([
      'Fine-tuning (from stage 1)',
      'Fine-tuning (from stage 2)',
    ]);
  });

  it('counts the forgetting of a run that took up the chain in its middle from the weights that it was given', () => {
    const matrix = [
      [null, null, null],
      [0.9, 0.8, 0.5],
      [0.7, 0.85, 0.9],
    ];
    const chain = ['A', 'B', 'C'];
    const run = exampleRun({ id: 'run-a', startStage: 3, chain, matrix, beforeTraining: [null, null, null] });
    const [row] = compareRuns([run], exampleLabels).rows;
    expect(row?.forgetting?.mean).toBeCloseTo((0.9 - 0.7 + (0.8 - 0.85)) / 2, 12);
  });

  it('refuses an empty choice', () => {
    expect(() => compareRuns([], exampleLabels)).toThrow('Choose at least one run.');
  });
});
