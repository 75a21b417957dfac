/** The one error that crosses every boundary. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError, ErrorPayload, toAppError } from '../../src/shared/errors';

describe('AppError', () => {
  it('crosses a boundary as its code and message, and nothing else', () => {
    const error = new AppError('not-found', 'There is no run "a".', { cause: new Error('inner') });
    expect(error).toBeInstanceOf(Error);
    expect(ErrorPayload.parse(JSON.parse(JSON.stringify(error.toPayload())))).toEqual({
      code: 'not-found',
      message: 'There is no run "a".',
    });
    expect(Object.keys(error.toPayload())).toEqual(['code', 'message']);
  });
});

describe('toAppError', () => {
  it('leaves an AppError as it is', () => {
    const error = new AppError('conflict', 'Port 8080 is in use.');
    expect(toAppError(error)).toBe(error);
  });

  it('says of a value that a schema refuses where it is, as bad input', () => {
    const { error } = z.object({ epochs: z.number().min(1, 'Give at least one epoch.') }).safeParse({ epochs: 0 });
    const converted = toAppError(error);
    expect(converted.code).toBe('bad-input');
    expect(converted.message).toContain('Give at least one epoch.');
    expect(converted.message).toContain('epochs');
    expect(converted.cause).toBe(error);
  });

  it('keeps the message and the cause of any other error, as internal', () => {
    const thrown = new TypeError('x is not a function');
    const converted = toAppError(thrown);
    expect(converted).toMatchObject({ code: 'internal', message: 'x is not a function' });
    expect(converted.cause).toBe(thrown);
  });

  it('takes what is not an error as its text', () => {
    expect(toAppError('out of paper')).toMatchObject({ code: 'internal', message: 'out of paper' });
    expect(toAppError(undefined)).toMatchObject({ code: 'internal', message: 'undefined' });
  });
});
