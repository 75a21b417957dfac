/** Which values are the best of their column. */
import { describe, expect, it } from 'vitest';
import { bestIndexes } from '../../src/shared/ranking';

const marked = (values: (number | null)[], better: 'higher' | 'lower' = 'higher') => [
  ...bestIndexes(values, { better, decimals: 3 }),
];

describe('bestIndexes', () => {
  it('marks the highest AUC and the lowest forgetting', () => {
    expect(marked([0.7, 0.9, 0.8])).toEqual([1]);
    expect(marked([0.2, 0.05, 0.1], 'lower')).toEqual([1]);
  });

  it('marks all that read the same', () => {
    expect(marked([0.9104, 0.9098, 0.8])).toEqual([0, 1]);
  });

  it('marks none when all read the same, or there is nothing to compare with', () => {
    expect(marked([0.91, 0.91])).toEqual([]);
    expect(marked([0.91, null])).toEqual([]);
    expect(marked([])).toEqual([]);
  });

  it('passes over missing values', () => {
    expect(marked([null, 0.8, 0.9])).toEqual([2]);
  });
});
