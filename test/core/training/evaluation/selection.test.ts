/** Which epoch is kept, by our rule and by the published one. */
import { describe, expect, it } from 'vitest';
import { highestScore, isKept, selectionScore } from '../../../../src/core/training/evaluation/selection';

const results = [
  { auc: 0.9, accuracy: 0.5 },
  { auc: 0.6, accuracy: 0.75 },
];

describe('selectionScore', () => {
  it('is the mean AUC, or the summed accuracy of the published code', () => {
    expect(selectionScore('mean-auc', results)).toBeCloseTo(0.75, 12);
    expect(selectionScore('published', results)).toBe(1.25);
  });

  it('leaves out what is not defined, and is not defined where nothing is', () => {
    const oneClass = { auc: null, accuracy: 1 };
    expect(selectionScore('mean-auc', [...results, oneClass])).toBeCloseTo(0.75, 12);
    expect(selectionScore('published', [...results, oneClass])).toBe(2.25);
    expect(selectionScore('mean-auc', [oneClass])).toBeNull();
  });
});

describe('isKept', () => {
  it('keeps what is better, not what is equal', () => {
    for (const rule of ['mean-auc', 'published'] as const) {
      expect(isKept(rule, { epoch: 19, score: 0.8, best: 0.7 })).toBe(true);
      expect(isKept(rule, { epoch: 19, score: 0.7, best: 0.7 })).toBe(false);
      expect(isKept(rule, { epoch: 19, score: null, best: null })).toBe(false);
    }
  });

  it('overwrites every twentieth epoch whatever the score by the published rule alone', () => {
    expect([19, 20, 21, 40].map((epoch) => isKept('published', { epoch, score: 0.1, best: 0.9 }))).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(isKept('mean-auc', { epoch: 20, score: 0.1, best: 0.9 })).toBe(false);
  });
});

it('still asks later epochs to beat the best of all after an overwrite', () => {
  expect(highestScore(0.1, 0.9)).toBe(0.9);
  expect(highestScore(0.95, 0.9)).toBe(0.95);
  expect(highestScore(null, 0.9)).toBe(0.9);
  expect(highestScore(0.1, null)).toBe(0.1);
});
