/** AUC against pair counting, and what must not change it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auc } from '../../../src/shared/metrics/auc';
import { classification, labelsOf } from './golden-metrics';
import { scored, scoredOfBothClasses } from './score-arbitrary';

/** The definition, slowly: each fake against each real. */
function countPairs(labels: readonly number[], scores: readonly number[]): number | null {
  const fakes = scores.filter((_, index) => labels[index] === 0);
  const reals = scores.filter((_, index) => labels[index] === 1);
  const won = fakes.flatMap((fake) => reals.map((real): number => (fake > real ? 1 : fake === real ? 0.5 : 0)));
  return won.length === 0 ? null : won.reduce((sum, value) => sum + value, 0) / won.length;
}

describe('auc', () => {
  it.each(classification)('gives the golden value for $name', (example) => {
    const value = auc(labelsOf(example), example.score);
    if (example.auc === null) expect(value).toBeNull();
    else expect(value).toBeCloseTo(example.auc, 12);
  });

  it('equals pair counting on random scores with ties', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        expect(auc(labels, scores)).toBe(countPairs(labels, scores));
      }),
    );
  });

  it('stays the same under an increasing transform of the scores', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const transformed = scores.map((score) => Math.exp(3 * score) - 7);
        expect(auc(labels, transformed)).toBe(auc(labels, scores));
      }),
    );
  });

  it('becomes its complement when the classes are swapped', () => {
    fc.assert(
      fc.property(scoredOfBothClasses, ({ labels, scores }) => {
        const swapped = labels.map((label) => 1 - label);
        expect(auc(swapped, scores)).toBeCloseTo(1 - (auc(labels, scores) ?? NaN), 12);
      }),
    );
  });

  it('does not depend on the order of the images', () => {
    const shuffled = scoredOfBothClasses.chain(({ labels, scores }) =>
      fc.shuffledSubarray([...labels.keys()], { minLength: labels.length }).map((order) => ({ labels, scores, order })),
    );
    fc.assert(
      fc.property(shuffled, ({ labels, scores, order }) => {
        const value = auc(
          order.map((index) => labels[index] ?? NaN),
          order.map((index) => scores[index] ?? NaN),
        );
        expect(value).toBe(auc(labels, scores));
      }),
    );
  });

  it('counts a tie as one half', () => {
    // Fakes 0.9 and 0.5 against the real 0.5: one pair won, one tied.
    expect(auc([0, 0, 1], [0.9, 0.5, 0.5])).toBe((1 + 0.5) / 2);
  });

  it('takes zero and minus zero as the same score', () => {
    expect(auc([0, 1], [0, -0])).toBe(0.5);
    expect(auc([1, 0], [0, -0])).toBe(0.5);
  });

  it('takes typed arrays, as the training hands them over', () => {
    expect(auc(Uint8Array.of(0, 1, 1), Float32Array.of(0.6, 0.7, 0.1))).toBe(1 / 2);
  });

  it('refuses labels that do not fit the scores', () => {
    expect(() => auc([0, 1], [0.5])).toThrow('2 labels cannot go with 1 score.');
    expect(() => auc([0, 2], [0.5, 0.5])).toThrow('Label 2 of image 1 is neither 0 (fake) nor 1 (real).');
    expect(() => auc([0, 1], [0.5, NaN])).toThrow('A score is not a number');
  });
});
