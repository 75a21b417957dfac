import { expect, it, vi } from 'vitest';
import { readOptions } from '../../../scripts/bench/options';

it('takes five rounds of four steps of 16 images without flags, and names no case', () => {
  const options = readOptions([]);
  expect([options.rounds, options.steps, options.batch, options.size]).toEqual([5, 4, 16, 128]);
  expect([options.network, options.objective, options.engine]).toEqual([undefined, undefined, undefined]);
  expect(options.peer).toBe(true);
});

it('reads lists, and parameters of the recipe as what they look like', () => {
  const options = readOptions([
    ...['--network', 'xception', 'efficientnet-b0', '--objective', 'ft'],
    ...['--set', 'replicas=1', '--set', 'dropout=false', '--set', 'cutmixPartner=same'],
  ]);
  expect(options.network).toEqual(['xception', 'efficientnet-b0']);
  expect(options.objective).toEqual(['ft']);
  expect(options.set).toEqual({ replicas: 1, dropout: false, cutmixPartner: 'same' });
});

it('lets --quick decide over rounds and steps', () => {
  const { rounds, steps } = readOptions(['--quick', '--rounds', '9']);
  expect([rounds, steps]).toEqual([2, 2]);
});

it('measures the table of steps alone unless other parts are named, and all of them with --all', () => {
  const parts = (...args: string[]) => {
    const { timings, memory, share, demo, kernels } = readOptions(args);
    return [timings, memory, share, demo, kernels];
  };
  expect(parts()).toEqual([true, false, false, false, false]);
  expect(parts('--memory')).toEqual([false, true, false, false, false]);
  expect(parts('--timings', '--demo')).toEqual([true, false, false, true, false]);
  expect(parts('--all')).toEqual([true, true, true, true, true]);
});

it.each([
  [['--network', 'resnet'], 'Allowed choices are xception'],
  [['--rounds', '0'], 'whole number from 1'],
  [['--rounds', '1.5'], 'whole number from 1'],
  [['--set', 'replicas'], 'key=value'],
])('refuses %j', (args, message) => {
  // Commander says it too.
  const errors = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(() => readOptions(args)).toThrow(message);
  errors.mockRestore();
});
