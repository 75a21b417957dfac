/** All score metrics at once, and the sentence where one is not defined. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreMetrics } from '../../../src/core/metrics/score-metrics';
import { classification, labelsOf } from './golden-metrics';
import { scored } from './score-arbitrary';

describe('scoreMetrics', () => {
  it.each(classification)('gives the golden counts and accuracy for $name', (example) => {
    const result = scoreMetrics(labelsOf(example), example.score);
    const fake = example.isFake.filter((flag) => flag === 1).length;
    expect(result.counts).toEqual({ fake, real: example.isFake.length - fake });
    expect(result.accuracy).toBeCloseTo(example.accuracyAtHalf, 12);
    expect(result.auc === null).toBe(example.auc === null);
    expect(result.note === null).toBe(example.eer !== null);
  });

  it('has no note exactly when every value is there', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const { auc, averagePrecision, eer, accuracy, note } = scoreMetrics(labels, scores);
        const complete = [auc, averagePrecision, eer, accuracy].every((value) => value !== null);
        expect(note === null).toBe(complete);
      }),
    );
  });

  it('has no AUC for one class only and says which class it is', () => {
    const undefinedValues = { auc: null, averagePrecision: null, eer: null };
    expect(scoreMetrics([0, 0, 0], [0.9, 0.2, 0.7])).toEqual({
      ...undefinedValues,
      accuracy: 2 / 3,
      counts: { fake: 3, real: 0 },
      note: 'All 3 images are fake: AUC, average precision and EER need both classes.',
    });
    expect(scoreMetrics([1], [0.2])).toEqual({
      ...undefinedValues,
      accuracy: 1,
      counts: { fake: 0, real: 1 },
      note: 'The only image is real: AUC, average precision and EER need both classes.',
    });
  });

  it('has no value at all without images', () => {
    expect(scoreMetrics([], [])).toEqual({
      auc: null,
      averagePrecision: null,
      eer: null,
      accuracy: null,
      counts: { fake: 0, real: 0 },
      note: 'There are no images, so no metric is defined.',
    });
  });

  it('keeps the AUC of equal scores and says that there is no EER', () => {
    expect(scoreMetrics([0, 1], [0.3, 0.3])).toMatchObject({
      auc: 0.5,
      eer: null,
      note: 'All scores are equal: there is no EER.',
    });
  });

  it('has no value when a diverged model gives NaN, and says how many scores are missing', () => {
    const result = scoreMetrics([0, 1, 1], [0.5, NaN, NaN]);
    expect(result).toMatchObject({ auc: null, averagePrecision: null, eer: null, accuracy: null });
    expect(result.counts).toEqual({ fake: 1, real: 2 });
    expect(result.note).toContain('Not a number: 2 of 3 scores');
  });
});
