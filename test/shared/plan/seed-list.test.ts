import { expect, it } from 'vitest';
import { parseSeeds, textOfSeeds } from '../../../src/shared/plan/seed-list';

it('reads spans, alone and among others', () => {
  expect(parseSeeds('1-5')).toEqual({ seeds: [1, 2, 3, 4, 5] });
  expect(parseSeeds('7, 1 - 3')).toEqual({ seeds: [7, 1, 2, 3] });
});

it.each([
  ['5-1', /runs backwards. Write 1-5/],
  ['1-3, 2', /Seed 2 is there twice/],
  ['1-1000000', /more than 500 seeds/],
  ['1-5000000000', /is not a seed/],
])('refuses "%s"', (text, message) => {
  expect(parseSeeds(text)).toEqual({ problem: expect.stringMatching(message) });
});

it('writes what it would read again', () => {
  expect(textOfSeeds([1, 2, 3, 4, 5])).toBe('1-5');
  expect(textOfSeeds([7, 8, 1])).toBe('7, 8, 1');
});
