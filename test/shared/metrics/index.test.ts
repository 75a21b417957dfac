/** The lists of metrics: what each declares, and that one line is enough for a metric to be everywhere. */
import { describe, expect, it } from 'vitest';
import { matrixMetrics, scoreMetrics } from '../../../src/shared/metrics';
import { chainScores } from '../../../src/shared/reading/chain-scores';
import { continual } from './golden-metrics';

const all = [...scoreMetrics, ...matrixMetrics];

describe('metrics', () => {
  it('have an id and a label of their own', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ label }) => label)).size).toBe(all.length);
  });

  it('take errors and losses as better when lower, and the rest when higher', () => {
    const lower = all.filter(({ better }) => better === 'lower').map(({ id }) => id);
    const higher = all.filter(({ better }) => better === 'higher').map(({ id }) => id);
    expect(lower).toEqual(expect.arrayContaining(['eer', 'forgetting', 'intransigence']));
    expect(higher).toEqual(
      expect.arrayContaining([
        ...['auc', 'videoAuc', 'averagePrecision', 'accuracy'],
        ...['averageAuc', 'backwardTransfer', 'forwardTransfer'],
      ]),
    );
  });

  it('compute the golden values of a matrix', () => {
    const { matrix, beforeTraining, trainedAlone } = continual;
    const chain = { method: { baseline: null }, matrix, beforeTraining, trainedAlone };
    const { metrics, taskAucs } = chainScores(chain, 4);
    expect(taskAucs).toEqual(matrix[3]);
    expect(metrics.averageAuc).toBeCloseTo(continual.averageAuc[3] ?? NaN, 12);
    expect(metrics.forgetting).toBeCloseTo(continual.forgetting, 12);
    expect(metrics.backwardTransfer).toBeCloseTo(continual.backwardTransfer, 12);
    expect(metrics.forwardTransfer).toBeCloseTo(continual.forwardTransfer, 12);
    expect(metrics.intransigence).toBeCloseTo((0 + 0.005 + 0.01 + 0.005) / 4, 12);
  });

  it('judge networks that were trained apart by their own tasks, and find nothing forgotten or transferred', () => {
    const { matrix, beforeTraining } = continual;
    const method = { baseline: { meaning: 'each task alone', isApart: true } };
    const { metrics, taskAucs } = chainScores({ method, matrix, beforeTraining }, 4);
    const own = matrix.map((row, index) => row[index] ?? NaN);
    expect(taskAucs).toEqual(own);
    expect(metrics.averageAuc).toBeCloseTo(own.reduce((sum, auc) => sum + auc, 0) / 4, 12);
    expect(metrics).toMatchObject({ forgetting: null, backwardTransfer: null, forwardTransfer: null });
  });
});
