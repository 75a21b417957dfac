/** An option that is given twice is refused instead of the first value being dropped without a word. */
import { describe, expect, it } from 'vitest';
import { Command } from 'commander';
import { buildProgram } from '../../../src/main/cli/program';
import { collect, parseList, parseParameter, parseWhole } from '../../../src/main/cli/parse-values';
import { refuseRepeatedOptions } from '../../../src/main/cli/refuse-repeated-options';

function parsed(args: readonly string[]): unknown {
  const command = new Command('x')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .option('--method <list>', 'several', parseList, ['cored'])
    .option('--epochs <n>', 'one', parseWhole)
    .option('--set <key=value>', 'collected', parseParameter, {})
    .option('--root <dir>', 'collected', collect, [])
    .option('--json', 'a switch', false);
  refuseRepeatedOptions(command);
  return command.parse(args, { from: 'user' }).opts();
}

describe('an option given twice', () => {
  it('names both values and the way out', () => {
    expect(() => parsed(['--method', 'ft', '--method', 'kd,tg'])).toThrow(
      "option '--method' was given twice, as ft and as kd,tg. Give both in one: --method ft,kd,tg.",
    );
    expect(() => parsed(['--epochs', '1', '--epochs', '2'])).toThrow('was given twice, as 1 and as 2. Give it once.');
    expect(() => parsed(['--set', 'alpha=1', '--set', 'alpha=2'])).toThrow('"alpha" is set to 1 already. Set it once.');
  });

  it('is taken where values are collected, or where there is none', () => {
    expect(parsed(['--set', 'a=1', '--set', 'b=2', '--root', 'x', '--root', 'y', '--json', '--json'])).toEqual({
      ...{ method: ['cored'], set: { a: 1, b: 2 }, root: ['x', 'y'], json: true },
    });
  });
});

it('is refused by every command of the program', async () => {
  const terminal = { result: () => undefined, progress: () => undefined, warn: () => undefined, isJson: false };
  const program = buildProgram(terminal as never, () => undefined);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
  const twice = ['run', '--data', 'd', '--chain', 'a', '--method', 'ft', '--method', 'kd'];
  await expect(program.parseAsync(twice, { from: 'user' })).rejects.toThrow("option '--method' was given twice");
  const workspace = ['runs', '--workspace', 'a', '--workspace', 'b'];
  await expect(program.parseAsync(workspace, { from: 'user' })).rejects.toThrow("option '--workspace' was given twice");
});
