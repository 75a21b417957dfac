/** The ROC curve's shape, and that the area below it is the AUC. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/shared/metrics/auc';
import { rocCurve } from '../../../src/core/metrics/roc-curve';
import { scoredOfBothClasses } from '../../shared/metrics/score-arbitrary';

describe('rocCurve', () => {
  it('has a point per distinct score, tied images together', () => {
    expect(rocCurve([0, 1, 0, 1], [0.9, 0.5, 0.5, 0.1])).toEqual([
      { falsePositiveRate: 0, truePositiveRate: 0, threshold: Infinity },
      { falsePositiveRate: 0, truePositiveRate: 1 / 2, threshold: 0.9 },
      { falsePositiveRate: 1 / 2, truePositiveRate: 2 / 2, threshold: 0.5 },
      { falsePositiveRate: 2 / 2, truePositiveRate: 2 / 2, threshold: 0.1 },
    ]);
  });

  it('goes from nothing to everything without turning back', () => {
    fc.assert(
      fc.property(scoredOfBothClasses, ({ labels, scores }) => {
        const points = rocCurve(labels, scores) ?? [];
        expect(points.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
        for (const [index, point] of points.slice(1).entries()) {
          expect(point.falsePositiveRate).toBeGreaterThanOrEqual(points[index]?.falsePositiveRate ?? NaN);
          expect(point.truePositiveRate).toBeGreaterThanOrEqual(points[index]?.truePositiveRate ?? NaN);
          expect(point.threshold).toBeLessThan(points[index]?.threshold ?? NaN);
        }
      }),
    );
  });

  it('has the AUC as the area below it', () => {
    fc.assert(
      fc.property(scoredOfBothClasses, ({ labels, scores }) => {
        const points = rocCurve(labels, scores) ?? [];
        const area = points.slice(1).reduce((sum, point, index) => {
          const before = points[index] ?? point;
          const width = point.falsePositiveRate - before.falsePositiveRate;
          return sum + (width * (point.truePositiveRate + before.truePositiveRate)) / 2;
        }, 0);
        expect(area).toBeCloseTo(auc(labels, scores) ?? NaN, 12);
      }),
    );
  });

  it('is not defined with one class only', () => {
    expect(rocCurve([1, 1], [0.2, 0.7])).toBeNull();
  });
});
