import { expect, it } from 'vitest';
import { tickText, ticksBetween } from '../../../src/shared/figures/ticks';

it('stands on round values between the ends', () => {
  expect(ticksBetween(0.4, 1.02, 6).map((tick) => tickText(tick, ticksBetween(0.4, 1.02, 6)))).toEqual([
    '0.4',
    '0.6',
    '0.8',
    '1.0',
  ]);
  expect(ticksBetween(0, 7, 4)).toEqual([0, 2, 4, 6]);
  expect(ticksBetween(-3, 3, 4)).toEqual([-2, 0, 2]);
});

it('keeps a distance where things are counted, and is there for a range of nothing', () => {
  expect(ticksBetween(-0.3, 2.3, 9, 1)).toEqual([0, 1, 2]);
  expect(ticksBetween(5, 5, 4)).toEqual([5]);
});
