import { expect, it } from 'vitest';
import { readOptions } from '../../../../scripts/bench/options';
import { listParts } from '../../../../scripts/bench/pack/parts';

const options = { pythons: ['/a/python', '/b/python'], output: '/out' };

it.each([true, false])(
  'takes less than eight minutes, every part with a name of its own (rehearsal: %s)',
  (isRehearsal) => {
    const parts = listParts({ ...options, isRehearsal });
    expect(parts.reduce((sum, { limitSeconds }) => sum + limitSeconds, 0)).toBeLessThan(8 * 60);
    expect(new Set(parts.map(({ name }) => name)).size).toBe(parts.length);
  },
);

it('gives the bench flags that it takes, and its JSON a place', () => {
  for (const { name, program, args } of listParts({ ...options, isRehearsal: false })) {
    if (program === 'pack-bench.js') expect(readOptions(args).out).toBe(`/out/${name}.json`);
  }
});

it('times mixed precision where it is asked for, and tensorflow against CUDA', () => {
  const timings = listParts({ ...options, isRehearsal: false }).filter(({ goal }) => goal);
  const read = timings.map(({ args }) => readOptions(args));
  expect(read.map(({ set }) => set['precision'])).toEqual([undefined, 'mixed', ...Array(5).fill(undefined)]);
  expect(read.at(-1)).toMatchObject({ engine: ['tensorflow'], peerDevice: 'cuda', python: options.pythons });
});
