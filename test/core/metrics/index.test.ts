/** The list of metrics covers what is computed. */
import { describe, expect, it } from 'vitest';
import { metrics, type Metric } from '../../../src/core/metrics';
import { scoreMetrics } from '../../../src/core/metrics/score-metrics';

const entries: [string, Metric][] = Object.entries(metrics);

describe('metrics', () => {
  it('gives every metric a label of its own', () => {
    expect(new Set(entries.map(([, { label }]) => label)).size).toBe(entries.length);
  });

  it('lists every value that scores are given', () => {
    const fromScores = entries.filter(([, { from }]) => from === 'scores').map(([id]) => id);
    const { auc, averagePrecision, eer, accuracy } = scoreMetrics([0, 1], [0.9, 0.1]);
    expect(fromScores).toEqual(expect.arrayContaining(Object.keys({ auc, averagePrecision, eer, accuracy })));
  });

  it('takes errors and losses as better when lower, and the rest when higher', () => {
    const lower = entries.filter(([, { better }]) => better === 'lower').map(([id]) => id);
    expect(lower).toEqual(['eer', 'forgetting', 'intransigence']);
  });
});
