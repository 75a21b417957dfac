/** Arguments of flags: lists, numbers, key=value pairs. */
import { InvalidArgumentError } from 'commander';
import type { Parameters } from '../../shared/field';
import { parseSeeds } from '../../shared/plan/seed-list';
import { valueOfWord } from '../../shared/plan/value-list';

export function parseList(text: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.some((item) => item === '')) throw new InvalidArgumentError('Give names separated by commas: A,B,C.');
  return items;
}

export function parseWhole(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value))
    throw new InvalidArgumentError(`"${text}" is not a whole number.`);
  return value;
}

export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError(`"${text}" is not a number.`);
  return value;
}

export function parsePositive(text: string): number {
  const value = parseNumber(text);
  if (value <= 0) throw new InvalidArgumentError(`"${text}" is not above 0.`);
  return value;
}

/** Where people open the workbench through a proxy. */
export function parseProxy(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url;
  throw new InvalidArgumentError(
    `"${text}" is not an address as https://cored.lab.example, without anything behind it.`,
  );
}

export function parseWholeList(text: string): number[] {
  return parseList(text).map(parseWhole);
}

/** `1, 2, 3` or `1-5`. */
export function parseSeedList(text: string): number[] {
  const read = parseSeeds(text);
  if ('problem' in read) throw new InvalidArgumentError(read.problem);
  return [...read.seeds];
}

export function parsePort(text: string): number {
  const port = parseWhole(text);
  if (port < 0 || port > 65535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

/** `--set key=value`, which can be given several times: true, false and numbers are meant as such. */
export function parseParameter(text: string, before: Parameters): Parameters {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Give it as key=value.');
  const key = text.slice(0, at).trim();
  if (key in before) throw new InvalidArgumentError(`"${key}" is set to ${String(before[key])} already. Set it once.`);
  return { ...before, [key]: valueOfWord(text.slice(at + 1).trim()) };
}

export function collect(text: string, before: readonly string[]): string[] {
  return [...before, text];
}
