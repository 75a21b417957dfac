/** Mean and sample standard deviation, and values that are missing. */
import { describe, expect, it } from 'vitest';
import { statisticOf } from '../../../src/core/comparison/statistic';

describe('statisticOf', () => {
  it('divides the squares by one less than the count', () => {
    // Mean 3, squared distances 4, 1, 9.
    const statistic = statisticOf([1, 2, 6]);
    expect(statistic).toEqual({ mean: 3, deviation: Math.sqrt((4 + 1 + 9) / 2), count: 3 });
  });

  it('has no deviation with a single value', () => {
    expect(statisticOf([0.7])).toEqual({ mean: 0.7, deviation: null, count: 1 });
  });

  it('leaves out what is missing and is null when everything is', () => {
    expect(statisticOf([null, 0.5, null])).toEqual({ mean: 0.5, deviation: null, count: 1 });
    expect(statisticOf([null, null])).toBeNull();
    expect(statisticOf([])).toBeNull();
  });
});
