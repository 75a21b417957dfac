/** The one error that crosses every boundary: what happened, to which thing, and what to do about it. */
import { z } from 'zod';
import { issueText } from './issue-text';

export const errorCodes = [
  'bad-input', // what the user or a file asked for cannot be done; the message names it
  'not-found',
  'conflict', // it exists already, or is in use
  'not-permitted', // outside the configured roots, or refused by the host
  'unavailable', // an engine, a binary or a port that is not there now
  'damaged', // a file that should be ours or an image, and cannot be read
  'newer-version', // written by a newer workbench
  'no-room', // the disk is full; the message names the file, what it needs and what is free
  'hung', // a training process that shows no sign of progress
  'cancelled',
  'internal',
] as const;

export const ErrorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** The form in which an error crosses ipc, websocket and `--json`. */
export const ErrorPayload = z.object({ code: ErrorCode, message: z.string() });
export type ErrorPayload = z.infer<typeof ErrorPayload>;

export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
  }

  toPayload(): ErrorPayload {
    return { code: this.code, message: this.message };
  }
}

/** Any thrown value as an AppError; what is not one already becomes `internal` with its own message kept. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof z.ZodError) return new AppError('bad-input', issueText(thrown), { cause: thrown });
  return new AppError('internal', thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown });
}
