import { expect, it } from 'vitest';
import * as runner from '../../../../scripts/bench/pack/checks-runner';
import type { CheckResult } from '../../../../scripts/bench/pack/checks-runner';

async function results(part = ''): Promise<CheckResult[]> {
  const told: CheckResult[] = [];
  await runner.runChecks((result) => told.push(result), part);
  return told;
}

it('runs checks in their suites, once, with what comes before and after, and says why one failed', async () => {
  const order: string[] = [];
  runner.describe('outer', () => {
    runner.beforeAll(() => order.push('before'));
    runner.afterAll(() => order.push('after'));
    runner.it('works', async () => order.push('check'));
    runner.it('fails', () => runner.expect(3, 'three').toBeLessThan(2));
  });
  expect(await results()).toEqual([
    { name: 'outer > works', outcome: 'passed', reason: null },
    { name: 'outer > fails', outcome: 'failed', reason: 'three: expected 3 to be less than 2' },
  ]);
  expect(order).toEqual(['before', 'check', 'after']);
  expect(await results()).toEqual([]);
});

it('fills names from rows, skips what is to be skipped, and chooses by a part of the name', async () => {
  const declare = () => {
    runner.describe.each([{ network: 'small' }])('$network net', () => {
      runner.it.for([{ id: 'wasm' }, { id: 'cpu' }])('on $id', {}, ({ id }, { skip }) =>
        skip(id === 'cpu', 'too slow'),
      );
    });
    runner.describe.skipIf(true)('never', () => runner.it('runs', () => runner.expect(1).toBe(2)));
  };
  declare();
  expect(await results()).toEqual([
    { name: 'small net > on wasm', outcome: 'passed', reason: null },
    { name: 'small net > on cpu', outcome: 'skipped', reason: 'too slow' },
    { name: 'never > runs', outcome: 'skipped', reason: null },
  ]);
  declare();
  expect((await results('on wasm')).map(({ name }) => name)).toEqual(['small net > on wasm']);
});

it('fails every check of a suite that could not begin', async () => {
  runner.describe('suite', () => {
    runner.beforeAll(() => {
      throw new Error('no device');
    });
    runner.it('one', () => undefined);
  });
  expect(await results()).toEqual([{ name: 'suite > one', outcome: 'failed', reason: 'no device' }]);
});

const expectations: [boolean, () => void][] = [
  [true, () => runner.expect({ a: [1] }).toEqual({ a: [1] })],
  [false, () => runner.expect({ a: [1] }).toEqual({ a: [2] })],
  [true, () => runner.expect('a').toBe('a')],
  [false, () => runner.expect(0).toBe(-0)],
  [true, () => runner.expect([1, 2]).toHaveLength(2)],
  [false, () => runner.expect([1]).toHaveLength(2)],
  [true, () => runner.expect(2).toBeGreaterThan(1)],
  [false, () => runner.expect(NaN).toBeGreaterThan(1)],
  [false, () => runner.expect(NaN).toBeLessThan(1)],
];

it.each(expectations)('expects as vitest does: %s', (holds, check) => {
  if (holds) check();
  else expect(check).toThrow('expected');
});
