/** Accuracy at a fake score of one half. */
import { describe, expect, it } from 'vitest';
import { accuracy } from '../../../src/shared/metrics/accuracy';
import { classification, labelsOf } from './golden-metrics';

describe('accuracy', () => {
  it.each(classification)('gives the golden value for $name', (example) => {
    expect(accuracy(labelsOf(example), example.score)).toBeCloseTo(example.accuracyAtHalf, 12);
  });

  it('calls an image with a score of exactly one half real', () => {
    expect(accuracy([0, 1], [0.5, 0.5])).toBe(1 / 2);
    expect(accuracy([1], [0.5])).toBe(1);
  });

  it('is not defined without images', () => {
    expect(accuracy([], [])).toBeNull();
  });
});
