/** One line of events.jsonl, parsed. */
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { RunEvent } from '../../shared/event';
import { olderEvent } from '../../shared/reading/older-stages';

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

function damaged(line: string, path: string, cause: unknown): AppError {
  const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
  return new AppError('damaged', `"${path}" has a line that is no event: ${line.slice(0, 80)} (${reason}).`, { cause });
}
