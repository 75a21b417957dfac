/** Lines of events.jsonl, parsed; the commonest kind, a point of the loss curves, without the cost of a schema. */
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { RunEvent } from '../../shared/event';
import type { LossTerms } from '../../shared/loss-term';
import { olderEvent } from '../../shared/reading/older-stages';
import type { EventDamage } from './event-damage';

/** The longest, with the scores of an evaluation, have some kibibytes. */
export const longestLineBytes = 64 << 20;

const number = String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?`;
/** A point exactly as EventLog writes it, its line's end included; whatever differs in a letter goes the long way. */
const pointPattern = String.raw`\{"sequence":([1-9]\d{0,14}),"time":"([\d:.TZ-]+)","body":\{"type":"batches/ended",("stage":([1-9]\d{0,8}),"epoch":([1-9]\d{0,8})),"batch":(\d{1,9}),"losses":(\{"total":${number}(?:,"[\w-]+":${number})*\}),"imagesPerSecond":(${number})\}\}\n`;

/** The end of an epoch, likewise. Names of tasks in other letters go the long way. */
const numberOrNull = String.raw`(?:${number}|null)`;
const epochPattern = String.raw`\{"sequence":([1-9]\d{0,14}),"time":"[\d:.TZ-]+","body":\{"type":"epoch/ended","stage":[1-9]\d{0,8},"epoch":[1-9]\d{0,8},"losses":\{"total":${number}(?:,"[\w-]+":${number})*\},"aucs":\{(?:"[\w .-]+":${numberOrNull}(?:,"[\w .-]+":${numberOrNull})*)?\},"selectionScore":${numberOrNull},"isBest":(?:true|false),"elapsedSeconds":${number},"secondsLeft":${number}\}\}\n`;

export interface EventsInOptions {
  /**
   * Of points of one epoch that follow one another only the last: the others change nothing but the curves. Their numbers
   * then have gaps.
   */
  readonly skipsPoints?: boolean;
  /** Is told of lines that are no events, which are left out, and of the numbers of all others. Absent: they throw. */
  readonly damage?: EventDamage;
}

/** @param bytes whole lines. Throws AppError 'damaged', which names the file and quotes the line, unless `damage` is told. */
export function eventsIn(
  bytes: Buffer,
  path: string,
  { skipsPoints = false, damage }: EventsInOptions = {},
): RunEvent[] {
  const events: RunEvent[] = [];
  // A byte for each character, so that places in the text are places in the file; a point holds no others.
  const text = bytes.toString('latin1');
  const point = new RegExp(pointPattern, 'y');
  const epoch = new RegExp(epochPattern, 'y');
  let held: RegExpExecArray | null = null;
  for (let from = 0; from < bytes.length;) {
    point.lastIndex = from;
    const match = point.exec(text);
    if (match !== null) {
      damage?.sequence(Number(match[1]));
      if (held !== null && !(skipsPoints && held[3] === match[3])) events.push(eventOf(held));
      held = match;
      from = point.lastIndex;
      continue;
    }
    if (held !== null) events.push(eventOf(held));
    held = null;
    epoch.lastIndex = from;
    const ended = epoch.exec(text);
    if (ended !== null) {
      damage?.sequence(Number(ended[1]));
      // Checked by the pattern, letter by letter.
      events.push(JSON.parse(ended[0]) as RunEvent);
      from = epoch.lastIndex;
      continue;
    }
    const end = lineEnd(bytes, from);
    const line = bytes.toString('utf8', from, end);
    const event = line.trim() === '' ? null : parsedOrTold(line, path, damage);
    if (event !== null) events.push(event);
    from = end + 1;
  }
  if (held !== null) events.push(eventOf(held));
  return events;
}

function parsedOrTold(line: string, path: string, damage: EventDamage | undefined): RunEvent | null {
  try {
    const event = parseEventLine(line, path);
    damage?.sequence(event.sequence);
    return event;
  } catch (error) {
    if (damage === undefined) throw error;
    damage.line(line);
    return null;
  }
}

/** Throws AppError 'damaged', which names the file and quotes the line's beginning. */
export function parseEventLine(line: string, path: string): RunEvent {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw damaged(line, path, error);
  }
  const event = RunEvent.safeParse(olderEvent(value));
  if (!event.success) throw damaged(line, path, event.error);
  return event.data;
}

function eventOf([
  ,
  sequence,
  time = '',
  ,
  stage,
  epoch,
  batch,
  losses = '',
  imagesPerSecond,
]: RegExpExecArray): RunEvent {
  return {
    sequence: Number(sequence),
    time,
    body: {
      type: 'batches/ended',
      ...{ stage: Number(stage), epoch: Number(epoch), batch: Number(batch) },
      // Checked by the pattern: an object of numbers, `total` first.
      losses: JSON.parse(losses) as LossTerms,
      imagesPerSecond: Number(imagesPerSecond),
    },
  };
}

function lineEnd(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(0x0a, from);
  return end === -1 ? bytes.length : end;
}

function damaged(line: string, path: string, cause: unknown): AppError {
  const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
  return new AppError('damaged', `"${path}" has a line that is no event: ${line.slice(0, 80)} (${reason}).`, { cause });
}
