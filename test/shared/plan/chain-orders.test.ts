import { expect, it } from 'vitest';
import { chainOrders, parseOrderWish } from '../../../src/shared/plan/chain-orders';

const orders = (chain: string, wish: string, learnt = 0) =>
  chainOrders([...chain], parseOrderWish(wish), learnt).map((order) => order.join(''));

it('gives the chain as it stands, its rotations, or every order of it', () => {
  expect(orders('ABC', 'given')).toEqual(['ABC']);
  expect(orders('ABC', 'rotations')).toEqual(['ABC', 'BCA', 'CAB']);
  expect(orders('ABC', 'all')).toEqual(['ABC', 'ACB', 'BAC', 'BCA', 'CAB', 'CBA']);
});

it('leaves what the weights have learnt where it stands', () => {
  expect(orders('ABCD', 'rotations', 2)).toEqual(['ABCD', 'ABDC']);
});

it('draws orders that differ, the same for the same seed', () => {
  const drawn = orders('ABCDE', 'random:20@3');
  expect(new Set(drawn).size).toBe(20);
  expect(orders('ABCDE', 'random:20@3')).toEqual(drawn);
  expect(orders('ABCDE', 'random:20@4')).not.toEqual(drawn);
  expect(orders('AB', 'random:9')).toEqual(['AB', 'BA']);
});

it('refuses more orders than an experiment may have runs, before it makes them', () => {
  expect(() => orders('ABCDEFGHIJKLMNOP', 'all')).toThrow(/would be 20922789888000 runs.*at most 500/);
  expect(() => orders('ABCDEFGH', 'random:501')).toThrow(/at most 500/);
});

it('says what can be asked for', () => {
  expect(() => parseOrderWish('any')).toThrow('“any” names no orders. Give given, all, rotations, or random:3');
});
