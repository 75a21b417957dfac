/** Lines of one colour are told apart. */
import { expect, it } from 'vitest';
import { lineStyle, lineStyles } from '../../../src/shared/figures/line-style';

it('gives sixteen recipes of a method lines and marks of their own', () => {
  const styles = Array.from({ length: 16 }, (_, index) => JSON.stringify(lineStyle(index)));
  expect(new Set(styles).size).toBe(16);
});

it('begins each colour with a solid line and circles', () => {
  const [first, second, third, other] = lineStyles(['cored', 'cored', 'cored', 'ft']);
  expect(first).toEqual({ dash: [], shape: 'circle' });
  expect(other).toEqual(first);
  expect(second).not.toEqual(first);
  expect(third).not.toEqual(second);
});
