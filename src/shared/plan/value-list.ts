/**
 * Several values of a parameter as a person writes them: `0.1, 0.3`, `1..5`, `0.1..0.5:0.1` (in steps), `log:5:0.001..0.1`
 * (evenly spaced logarithms), `random:5:0.1..0.9` and `log-random:5:0.001..0.1@7` (drawn, with a seed).
 */
import { AppError } from '../errors';
import type { Field, ParameterValue } from '../field';
import { valueOfText } from '../parameter-check';
import { RandomStream } from '../random';
import { mostRuns } from './most-runs';

const number = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
const rangeForm = new RegExp(`^(${number})\\.\\.(${number})(?::(${number}))?$`, 'i');
const drawnForm = new RegExp(`^(log|random|log-random):(\\d+):(${number})\\.\\.(${number})(?:@(\\d+))?$`, 'i');

/** `field`: whose values they are; a whole number's are rounded. Throws AppError('bad-input') that names what is wrong. */
export function parseValues(text: string, field?: Field): ParameterValue[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.some((word) => word === '')) {
    throw new AppError('bad-input', `“${text}” has an empty place. Separate values by commas: 0.1, 0.3.`);
  }
  const values = words.flatMap((word) => valuesOfWord(word, field));
  if (values.length > mostRuns) {
    throw new AppError('bad-input', `“${text}” is ${values.length} values. Give at most ${mostRuns}.`);
  }
  const repeated = values.find((value, index) => values.indexOf(value) < index);
  if (repeated === undefined) return values;
  // Whole numbers that were drawn or spaced too densely fall together; a value that was written twice is a slip.
  if (words.length === 1) return [...new Set(values)];
  throw new AppError('bad-input', `${String(repeated)} is there twice. Each value is trained once.`);
}

/** As it is written: true, false and numbers are meant as such. */
export function valueOfWord(text: string): ParameterValue {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** As they are typed. */
export function textOfValues(values: readonly ParameterValue[]): string {
  return values.map(String).join(', ');
}

function valuesOfWord(word: string, field: Field | undefined): ParameterValue[] {
  const drawn = drawnForm.exec(word);
  if (drawn !== null) return drawnValues(word, drawn, field);
  const range = rangeForm.exec(word);
  if (range !== null) return steppedValues(word, range);
  return [field === undefined ? valueOfWord(word) : valueOfText(field, word)];
}

function steppedValues(word: string, [, low, high, step]: RegExpExecArray): number[] {
  const from = Number(low);
  const to = Number(high);
  const by = step === undefined ? 1 : Number(step);
  if (!(by > 0))
    throw new AppError('bad-input', `“${word}” has no step forward. Write ${low}..${high}:1, for example.`);
  refuseBackwards(word, from, to);
  const count = Math.floor((to - from) / by + 1e-9) + 1;
  if (count > mostRuns) throw new AppError('bad-input', `“${word}” is ${count} values. Give at most ${mostRuns}.`);
  return Array.from({ length: count }, (_, index) => rounded(from + index * by));
}

function drawnValues(
  word: string,
  [, how, times, low, high, seed]: RegExpExecArray,
  field: Field | undefined,
): number[] {
  const from = Number(low);
  const to = Number(high);
  const count = Number(times);
  refuseBackwards(word, from, to);
  if (count < 1 || count > mostRuns) {
    throw new AppError('bad-input', `“${word}” asks for ${count} values. Ask for 1 to ${mostRuns}.`);
  }
  const isLog = how !== 'random';
  if (isLog && from <= 0) throw new AppError('bad-input', `“${word}” begins at ${from}: logarithms need more than 0.`);
  const stream = new RandomStream(`sweep|${seed ?? 1}|${how}|${count}|${from}|${to}`);
  const shares = Array.from({ length: count }, (_, index) => {
    if (how !== 'log') return stream.uniform();
    return count === 1 ? 0 : index / (count - 1);
  });
  return shares.map((share) => {
    const value = isLog ? from * (to / from) ** share : from + (to - from) * share;
    return field?.type === 'integer' ? Math.round(value) : rounded(value);
  });
}

function refuseBackwards(word: string, from: number, to: number): void {
  if (from <= to) return;
  throw new AppError('bad-input', `“${word}” runs backwards. Write the smaller number first.`);
}

/** Six places are what a table can show and a person can type again. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
