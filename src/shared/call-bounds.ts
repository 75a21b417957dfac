/** What one call may hold in all, looked at before its schema is, and how little of it an error says again. */
import type { MessageBounds } from './codec';
import { AppError } from './errors';
import { mostDroppedBytes } from './images';
import { mostEntries } from './limits';

/** Texts, numbers, lists and records, counted together. */
export const mostCallValues = 50_000;
/** Of one record: what a schema does with each is not cheap. */
const mostKeys = 2 * mostEntries.folders;
/** Of all its texts and keys together: an experiment's file is the longest. */
export const mostCallCharacters = 3 << 20;
/** Of a message without its arrays of numbers, where a character may take three bytes. What has more is not decoded. */
export const callMessageBounds: MessageBounds = { jsonBytes: 4 << 20, values: 2 * mostCallValues };
/** Of a whole message; a dropped image is the largest. */
export const mostMessageBytes = mostDroppedBytes + (1 << 20);
/** So much of a text that was sent is said again in an error. */
const mostEchoed = 200;
/** An error that lists what there is may be longer than what it says again. */
const mostErrorCharacters = 4000;

/** Throws `bad-input` for a call that holds too much. Its cost is bounded by the same numbers. */
export function refuseOversized(input: unknown): void {
  let [values, characters] = [0, 0];
  const waiting: unknown[] = [input];
  while (waiting.length > 0) {
    const value = waiting.pop();
    values += 1;
    if (typeof value === 'string') characters += value.length;
    else if (Array.isArray(value)) {
      if (values + waiting.length + value.length > mostCallValues) throw tooMuch(`${mostCallValues} values`);
      waiting.push(...value);
    } else if (isRecord(value)) {
      const keys = Object.keys(value);
      if (keys.length > mostKeys) throw tooMuch(`${mostKeys} entries of one record`);
      for (const [key, item] of Object.entries(value)) {
        characters += key.length;
        waiting.push(item);
      }
    }
    if (values + waiting.length > mostCallValues) throw tooMuch(`${mostCallValues} values`);
    if (characters > mostCallCharacters) throw tooMuch(`${mostCallCharacters} characters`);
  }
}

/** The error with what it says again of the input cut in the middle, where that is long. */
export function withoutLongEcho(error: AppError, input: unknown): AppError {
  let message = error.message;
  for (const text of longTextsOf(input)) message = message.replaceAll(text, shortened(text, mostEchoed));
  message = shortened(message, mostErrorCharacters);
  return message === error.message ? error : new AppError(error.code, message, { cause: error });
}

/** Its beginning and its end. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.floor((most - 3) / 2);
  return `${text.slice(0, half)} … ${text.slice(-half)}`;
}

/** The longest first: a shorter one may be a part of it. */
function longTextsOf(input: unknown): string[] {
  const found = new Set<string>();
  const waiting: unknown[] = [input];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string' && value.length > mostEchoed) found.add(value).add(value.trim());
    else if (Array.isArray(value)) waiting.push(...value);
    else if (isRecord(value)) {
      for (const [key, item] of Object.entries(value)) waiting.push(key, item);
    }
  }
  return [...found].toSorted((a, b) => b.length - a.length);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

function tooMuch(bound: string): AppError {
  return new AppError(
    'bad-input',
    `The call holds too much: at most ${bound} are taken at once. Ask for less at a time.`,
  );
}
