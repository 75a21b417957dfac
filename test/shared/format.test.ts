/** Numbers as they are written everywhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatLoss, formatScore } from '../../src/shared/format';

describe('formatCount', () => {
  it.each([
    [0, '0 epochs'],
    [1, '1 epoch'],
    [2, '2 epochs'],
    [6400, '6400 epochs'],
  ])('writes %j epochs as %s', (count, text) => {
    expect(formatCount(count, 'epoch')).toBe(text);
  });

  it('takes a plural that is not the noun and an s', () => {
    expect(formatCount(1, 'batch', 'batches')).toBe('1 batch');
    expect(formatCount(3, 'batch', 'batches')).toBe('3 batches');
  });
});

describe('formatScore', () => {
  it.each([
    [0.91249, '0.912'],
    [1, '1.000'],
    [0, '0.000'],
    [-0.0214, '-0.021'],
    [null, '–'],
    [undefined, '–'],
  ])('writes %j as %s', (value, text) => {
    expect(formatScore(value)).toBe(text);
  });

  it('has no negative zero', () => {
    expect(formatScore(-0.0004)).toBe('0.000');
    expect(formatScore(-0)).toBe('0.000');
  });

  it('writes the rounded form of the six decimals that tables carry', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
        expect(formatScore(value)).toBe(Number(value.toFixed(6)).toFixed(3));
      }),
    );
    expect(formatScore(0.8125 - 1e-16)).toBe('0.813');
  });
});

describe('formatLoss', () => {
  it.each([
    [0.69314, '0.693'],
    [9.9994, '9.999'],
    [12.345, '12.3'],
    [-12.345, '-12.3'],
    [null, '–'],
    [undefined, '–'],
  ])('writes %j as %s', (value, text) => {
    expect(formatLoss(value)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [-3, '0 s'],
    [42.4, '42 s'],
    [59.6, '1 min 00 s'],
    [3 * 60 + 5, '3 min 05 s'],
    [3599.6, '1 h 00 min'],
    [1 * 3600 + 12 * 60 + 59, '1 h 12 min'],
    [null, '–'],
    [undefined, '–'],
  ])('writes %j seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [830 * 1024, '830 KiB'],
    [5.1 * 1024 ** 3, '5.1 GiB'],
    [3000 * 1024 ** 4, '3000 TiB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
