/** Average precision against scikit-learn's numbers and its definition worked by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecision } from '../../../src/shared/metrics/average-precision';
import { classification, labelsOf } from './golden-metrics';
import { scoredOfBothClasses } from './score-arbitrary';

describe('averagePrecision', () => {
  it.each(classification)('gives the golden value for $name', (example) => {
    const value = averagePrecision(labelsOf(example), example.score);
    if (example.averagePrecision === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(example.averagePrecision, 12);
  });

  it('weighs the precision at each threshold by the recall that it adds', () => {
    // From the top: fake (precision 1/1), real, fake (precision 2/3); each fake adds half of the recall.
    expect(averagePrecision([0, 1, 0], [0.9, 0.8, 0.7])).toBeCloseTo((1 / 2) * (1 / 1) + (1 / 2) * (2 / 3), 15);
  });

  it('is the share of fakes when all scores are equal', () => {
    fc.assert(
      fc.property(scoredOfBothClasses, ({ labels }) => {
        const share = labels.filter((label) => label === 0).length / labels.length;
        const equal = labels.map(() => 0.5);
        expect(averagePrecision(labels, equal)).toBeCloseTo(share, 12);
      }),
    );
  });
});
