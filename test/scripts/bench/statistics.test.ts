import { expect, it } from 'vitest';
import { compare, median, spread } from '../../../scripts/bench/statistics';

it('takes the middle of an odd number of values, and the mean of the two middle ones of an even number', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([10, 1, 2, 4])).toBe((2 + 4) / 2);
  expect(median([7])).toBe(7);
});

it('refuses the median of nothing', () => {
  expect(() => median([])).toThrow('There is no median of no values.');
});

it('leaves the values in their order', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

it('says how far values lie apart', () => {
  expect(spread([2, 5, 3])).toEqual({ median: 3, least: 2, most: 5 });
});

it('compares medians over all steps, and those of each round', () => {
  const rounds = [
    { ours: [1, 3], peer: [2, 2] },
    { ours: [4, 4], peer: [2, 8] },
  ];
  const { ours, peer, ratio, roundRatios } = compare(rounds);
  expect(ours.median).toBe((3 + 4) / 2);
  expect(peer.median).toBe(2);
  expect(ratio).toBe(3.5 / 2);
  expect(roundRatios).toEqual([2 / 2, 4 / 5]);
});

it('refuses a comparison in which a side has no step', () => {
  expect(() => compare([{ ours: [1], peer: [] }])).toThrow(RangeError);
});
