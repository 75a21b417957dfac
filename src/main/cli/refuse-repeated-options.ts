/** An option that is given twice: commander would take the last one without a word. */
import type { Command } from 'commander';
import { repeatableMapParsers } from './commands/map-dataset';
import { collect, parseParameter } from './parse-values';
import { parseCorruption } from './robustness-flags';

/** Options whose values are collected. */
const repeatable: readonly unknown[] = [collect, parseParameter, parseCorruption, ...repeatableMapParsers];

/** For the command and all below it; ends the parsing with an error that names the option and what was given before. */
export function refuseRepeatedOptions(command: Command): void {
  for (const option of command.options) {
    if (!option.required || option.variadic || repeatable.includes(option.parseArg)) continue;
    let before: unknown;
    command.on(`option:${option.name()}`, (text: unknown) => {
      const flag = option.long ?? option.flags;
      if (before === undefined) {
        before = text;
        return;
      }
      const isList = option.flags.includes('<list>');
      const wayOut = isList ? `Give both in one: ${flag} ${String(before)},${String(text)}` : 'Give it once';
      command.error(`error: option '${flag}' was given twice, as ${String(before)} and as ${String(text)}. ${wayOut}.`);
    });
  }
  for (const below of command.commands) refuseRepeatedOptions(below);
}
