import { expect, it } from 'vitest';
import { parseValues } from '../../../src/shared/plan/value-list';

it.each([
  ['0.1, 0.3', [0.1, 0.3]],
  ['same,opposite', ['same', 'opposite']],
  ['true,false', [true, false]],
  ['1..5', [1, 2, 3, 4, 5]],
  ['0.1..0.5:0.1', [0.1, 0.2, 0.3, 0.4, 0.5]],
  ['log:3:0.001..0.1', [0.001, 0.01, 0.1]],
  ['log:1:0.5..2', [0.5]],
  ['1..2, 10', [1, 2, 10]],
])('reads %s', (text, values) => {
  expect(parseValues(text)).toEqual(values);
});

it('draws the same values for the same seed, others for another, all within the bounds', () => {
  const first = parseValues('log-random:20:0.001..0.1@7');
  expect(parseValues('log-random:20:0.001..0.1@7')).toEqual(first);
  expect(parseValues('log-random:20:0.001..0.1@8')).not.toEqual(first);
  expect(first).toHaveLength(20);
  expect(first.every((value) => typeof value === 'number' && value >= 0.001 && value <= 0.1)).toBe(true);
  // Half of the logarithms lie below 0.01, where evenly drawn numbers would have a tenth.
  expect(first.filter((value) => Number(value) < 0.01).length).toBeGreaterThan(5);
});

it('rounds what is drawn for a whole number, and draws each once', () => {
  const field = { key: 'epochs', label: 'Epochs', description: '', type: 'integer', default: 20 } as const;
  expect(parseValues('random:50:1..3', field).toSorted()).toEqual([1, 2, 3]);
});

it.each([
  ['', /empty place/],
  ['0.1,,0.3', /empty place/],
  ['5..1', /runs backwards/],
  ['1..5:0', /no step forward/],
  ['log:3:0..1', /more than 0/],
  ['1..1000', /1000 values. Give at most 500/],
  ['random:501:0..1', /Ask for 1 to 500/],
  ['0.1, 0.1', /0\.1 is there twice/],
])('refuses "%s"', (text, message) => {
  expect(() => parseValues(text)).toThrow(message);
});
