/** Seeded streams: repeatable, independent of each other, and distributed as they say. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random';

const draws = (count: number, draw: () => number) => Array.from({ length: count }, draw);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]) => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
};

describe('randomStream', () => {
  it('gives the same numbers for the same place and others for any other', () => {
    const first = (...place: (number | string)[]) => randomStream(2020, 'shuffle', ...place).nextUint32();
    expect(first(1, 2)).toBe(first(1, 2));
    const others = [
      first(1, 3),
      first(2, 2),
      first(12),
      first('1', 2, 0),
      randomStream(2021, 'shuffle', 1, 2).nextUint32(),
    ];
    expect(new Set([first(1, 2), ...others]).size).toBe(6);
  });

  it('draws uniform numbers in [0, 1) with mean 1/2 and variance 1/12', () => {
    const random = randomStream(1, 'uniform');
    const values = draws(20_000, () => random.uniform());
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(mean(values)).toBeCloseTo(1 / 2, 2);
    expect(variance(values)).toBeCloseTo(1 / 12, 2);
  });

  it('draws normal numbers with mean 0, variance 1 and 68 % within one deviation', () => {
    const random = randomStream(1, 'normal');
    const values = draws(20_000, () => random.normal());
    expect(Math.abs(mean(values))).toBeLessThan(0.03);
    expect(Math.abs(variance(values) - 1)).toBeLessThan(0.05);
    expect(values.filter((value) => Math.abs(value) < 1).length / values.length).toBeCloseTo(0.683, 1);
  });

  it.each([
    [0.5, 0.5],
    [1, 1],
    [2, 5],
  ])('draws Beta(%d, %d) with its mean and variance', (a, b) => {
    const random = randomStream(1, 'beta');
    const values = draws(20_000, () => random.beta(a, b));
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(mean(values)).toBeCloseTo(a / (a + b), 2);
    expect(variance(values)).toBeCloseTo((a * b) / ((a + b) ** 2 * (a + b + 1)), 2);
  });

  it('permutes: every number once, every order about as often', () => {
    const random = randomStream(1, 'permutation');
    expect([...random.permutation(100)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, index) => index),
    );
    const orders = new Map<string, number>();
    for (let round = 0; round < 6000; round++) {
      const order = random.permutation(3).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
