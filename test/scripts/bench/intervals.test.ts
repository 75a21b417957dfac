import { expect, it } from 'vitest';
import { coveredMs, parseIntervals, shareOfEpochs } from '../../../scripts/bench/intervals';

it('reads whole lines, and leaves out one that was cut off', () => {
  expect(parseIntervals('1.5 2.5\n4 6\n7 ')).toEqual([
    { begin: 1.5, end: 2.5 },
    { begin: 4, end: 6 },
  ]);
  expect(parseIntervals('')).toEqual([]);
});

it('counts what intervals cover of a window once, however they overlap and whatever their order', () => {
  const window = { begin: 10, end: 20 };
  const intervals = [
    { begin: 17, end: 30 },
    { begin: 5, end: 12 },
    { begin: 11, end: 13 },
    { begin: 11.5, end: 12.5 },
    { begin: 25, end: 26 },
  ];
  expect(coveredMs(intervals, window)).toBe(13 - 10 + (20 - 17));
  expect(coveredMs([], window)).toBe(0);
});

it('looks at epochs that follow another of their stage alone', () => {
  const ends = [
    { stage: 1, epoch: 1, at: 1000 },
    { stage: 1, epoch: 2, at: 2000 },
    { stage: 2, epoch: 1, at: 9000 },
    { stage: 2, epoch: 2, at: 12_000 },
  ];
  const intervals = [
    { begin: 0, end: 1500 },
    { begin: 1600, end: 2000 },
    { begin: 2000, end: 9000 },
    { begin: 10_000, end: 12_000 },
  ];
  const ms = 1000 + 3000;
  const engineMs = 500 + 400 + 2000;
  expect(shareOfEpochs(ends, intervals)).toEqual({
    epochs: 2,
    seconds: ms / 1000,
    engineSeconds: engineMs / 1000,
    outsideShare: 1 - engineMs / ms,
  });
  expect(shareOfEpochs(ends.slice(0, 1), intervals)).toBeNull();
});
