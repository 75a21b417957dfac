/** Equal error rate: golden values, bounds, and the choice between points that are equally near. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eer } from '../../../src/shared/metrics/eer';
import { rocCurve } from '../../../src/core/metrics/roc-curve';
import { classification, labelsOf } from './golden-metrics';
import { scored, scoredOfBothClasses } from './score-arbitrary';

describe('eer', () => {
  it.each(classification)('gives the golden value for $name', (example) => {
    const value = eer(labelsOf(example), example.score);
    if (example.eer === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(example.eer, 12);
  });

  it('lies between 0 and 1 or is not defined', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const value = eer(labels, scores) ?? 0;
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('is the false-positive rate of a point of the curve that no other point is nearer than', () => {
    fc.assert(
      fc.property(scoredOfBothClasses, ({ labels, scores }) => {
        fc.pre(new Set(scores).size > 1);
        const distances = (rocCurve(labels, scores) ?? []).map(({ falsePositiveRate, truePositiveRate }) => ({
          falsePositiveRate,
          distance: Math.abs(1 - truePositiveRate - falsePositiveRate),
        }));
        const value = eer(labels, scores);
        const chosen = distances.filter(({ falsePositiveRate }) => falsePositiveRate === value);
        const least = Math.min(...distances.map(({ distance }) => distance));
        expect(Math.min(...chosen.map(({ distance }) => distance))).toBeCloseTo(least, 12);
      }),
    );
  });

  it('takes the lower false-positive rate where two points are equally near', () => {
    // (FPR, FNR) from the top score: (0, 1/3), then (2/3, 1/3), then (1, 0): the first two are both 1/3 away.
    const labels = [0, 0, 1, 1, 0, 1];
    const scores = [0.9, 0.8, 0.5, 0.5, 0.1, 0.1];
    expect(eer(labels, scores)).toBe(0);
  });
});
