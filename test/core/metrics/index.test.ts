/** The list of metrics covers what is computed. */
import { describe, expect, it } from 'vitest';
import { metrics } from '../../../src/core/metrics/index';
import { scoreMetrics } from '../../../src/core/metrics/score-metrics';

describe('metrics', () => {
  it('names every metric once', () => {
    expect(new Set(metrics.map(({ id }) => id)).size).toBe(metrics.length);
    expect(new Set(metrics.map(({ label }) => label)).size).toBe(metrics.length);
  });

  it('lists every value that scores are given', () => {
    const ids = metrics.filter((metric) => metric.from === 'scores').map(({ id }) => id);
    const { auc, averagePrecision, eer, accuracy } = scoreMetrics([0, 1], [0.9, 0.1]);
    expect(ids).toEqual(expect.arrayContaining(Object.keys({ auc, averagePrecision, eer, accuracy })));
  });

  it('takes error and loss as better when lower, and the rest when higher', () => {
    const lower = metrics.filter((metric) => metric.better === 'lower').map(({ id }) => id);
    expect(lower).toEqual(['eer', 'forgetting', 'intransigence']);
  });
});
