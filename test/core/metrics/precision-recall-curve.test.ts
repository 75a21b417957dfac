import fc from 'fast-check';
import { expect, it } from 'vitest';
import { averagePrecision } from '../../../src/shared/metrics/average-precision';
import { precisionRecallCurve } from '../../../src/core/metrics/precision-recall-curve';
import { scoredOfBothClasses } from '../../shared/metrics/score-arbitrary';

it('has a point for each distinct score, tied images together', () => {
  expect(precisionRecallCurve([0, 1, 0, 1], [0.9, 0.6, 0.6, 0.1])).toEqual([
    { threshold: 0.9, precision: 1, recall: 0.5 },
    { threshold: 0.6, precision: 2 / 3, recall: 1 },
    { threshold: 0.1, precision: 0.5, recall: 1 },
  ]);
});

it('is not there with one class only', () => {
  expect(precisionRecallCurve([0, 0], [0.1, 0.2])).toBeNull();
});

it('encloses the average precision: recall gained times precision', () => {
  fc.assert(
    fc.property(scoredOfBothClasses, ({ labels, scores }) => {
      const curve = precisionRecallCurve(labels, scores);
      const area = curve?.reduce((sum, { recall, precision }, at) => {
        return sum + (recall - (curve[at - 1]?.recall ?? 0)) * precision;
      }, 0);
      expect(area ?? -1).toBeCloseTo(averagePrecision(labels, scores) ?? -1, 12);
    }),
  );
});
