/** The bootstrap interval: seeded, around the AUC, and narrower with more images. */
import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/shared/metrics/auc';
import { aucInterval } from '../../../src/core/metrics/bootstrap-interval';
import { classification, labelsOf } from '../../shared/metrics/golden-metrics';

const frames = classification.find(({ name }) => name.startsWith('400 frames'));
const labels = labelsOf(frames ?? { isFake: [] });
const scores = frames?.score ?? [];

describe('aucInterval', () => {
  it('gives the same interval for the same seed and another for another', () => {
    expect(aucInterval(labels, scores, { seed: 7 })).toEqual(aucInterval(labels, scores, { seed: 7 }));
    expect(aucInterval(labels, scores, { seed: 7 })).not.toEqual(aucInterval(labels, scores, { seed: 8 }));
  });

  it('lies around the AUC, as wide as the normal approximation has it', () => {
    const value = auc(labels, scores) ?? NaN;
    const interval = aucInterval(labels, scores, { seed: 1, resamples: 2000 }) ?? { low: NaN, high: NaN };
    expect(interval.low).toBeLessThan(value);
    expect(interval.high).toBeGreaterThan(value);
    // Hanley and McNeil 1982: variance of an AUC from its value and the class sizes; 1.96 deviations to each side.
    const fakes = labels.filter((label) => label === 0).length;
    const reals = labels.length - fakes;
    const bothFakes = value / (2 - value);
    const bothReals = (2 * value ** 2) / (1 + value);
    const variance =
      (value * (1 - value) + (fakes - 1) * (bothFakes - value ** 2) + (reals - 1) * (bothReals - value ** 2)) /
      (fakes * reals);
    const width = 2 * 1.96 * Math.sqrt(variance);
    expect((interval.high - interval.low) / width).toBeGreaterThan(0.8);
    expect((interval.high - interval.low) / width).toBeLessThan(1.2);
  });

  it('has no width when the classes are apart', () => {
    expect(aucInterval([0, 0, 1, 1], [0.9, 0.8, 0.2, 0.1], { seed: 3 })).toEqual({ low: 1, high: 1 });
  });

  it('draws images with replacement, also those at the ends', () => {
    // Fakes 0.9 and 0.1, real 0.5: a resample has both, or one of them twice: AUC 1/2, 1 or 0, each often.
    expect(aucInterval([0, 0, 1], [0.9, 0.1, 0.5], { seed: 3 })).toEqual({ low: 0, high: 1 });
  });

  it('is not defined with one class only', () => {
    expect(aucInterval([0, 0], [0.9, 0.8], { seed: 3 })).toBeNull();
  });
});
