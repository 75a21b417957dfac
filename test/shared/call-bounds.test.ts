/** What one call may hold, and how little of it an error says again. */
import { describe, expect, it } from 'vitest';
import {
  mostCallCharacters,
  mostCallValues,
  refuseOversized,
  shortened,
  withoutLongEcho,
} from '../../src/shared/call-bounds';
import { AppError } from '../../src/shared/errors';
import { mostDroppedBytes } from '../../src/shared/images';

describe('refuseOversized', () => {
  it('takes what calls hold, bytes of a dropped image included', () => {
    const bytes = new Uint8Array(mostDroppedBytes);
    expect(() => refuseOversized({ image: { name: 'a', bytes }, runIds: ['run-1'] })).not.toThrow();
    expect(() => refuseOversized('a'.repeat(mostCallCharacters))).not.toThrow();
    expect(() => refuseOversized(undefined)).not.toThrow();
  });

  it.each([
    ['values', Array.from({ length: mostCallValues }, () => 0)],
    ['values in several lists', Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => 0))],
    ['keys', Object.fromEntries(Array.from({ length: mostCallValues }, (_, index) => [`k${index}`, 0]))],
    ['characters', 'a'.repeat(mostCallCharacters + 1)],
    ['characters of keys', { ['k'.repeat(mostCallCharacters + 1)]: 0 }],
  ])('refuses too many %s', (_, input) => {
    expect(() => refuseOversized(input)).toThrow('The call holds too much');
  });
});

describe('withoutLongEcho', () => {
  it('leaves an error alone that says nothing long again', () => {
    const error = new AppError('not-found', 'There is no run "a".');
    expect(withoutLongEcho(error, { runId: 'a' })).toBe(error);
  });

  it('keeps the beginning and the end of what is long, and the code', () => {
    const path = `/data/${'x'.repeat(3000)}/images`;
    const cut = withoutLongEcho(new AppError('not-permitted', `"${path}" is outside.`), { deep: [{ path }] });
    expect(cut.code).toBe('not-permitted');
    expect(cut.message).toMatch(/^"\/data\/x+ … x+\/images" is outside\.$/);
    expect(cut.message.length).toBeLessThan(220);
  });

  it('cuts a long key too', () => {
    const key = 'k'.repeat(500);
    expect(withoutLongEcho(new AppError('bad-input', key), { [key]: 1 }).message).toHaveLength(199);
  });
});

describe('shortened', () => {
  it('is as long as it may be', () => {
    expect(shortened('abcdefghij', 10)).toBe('abcdefghij');
    expect(shortened('abcdefghijk', 10)).toBe('abc … ijk');
  });
});
