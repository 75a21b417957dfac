/** Text from outside that is made safe to be shown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeJson, safeLine, safeText } from '../../src/shared/safe-text';

const escape = String.fromCodePoint(0x1b);
const override = String.fromCodePoint(0x202e);

describe('safeText', () => {
  it.each([
    [`${escape}[2J${escape}]0;owned`, '<U+001B>[2J<U+001B>]0;owned'],
    [`fake${override}gnp.exe`, 'fake<U+202E>gnp.exe'],
    [`a${String.fromCodePoint(0x9b)}31m`, 'a<U+009B>31m'],
    [`over\rwritten`, 'over<U+000D>written'],
    [`${String.fromCodePoint(0x2066)}a${String.fromCodePoint(0x2069)}`, '<U+2066>a<U+2069>'],
    ['half \ud800', 'half <U+D800>'],
  ])('writes what is not seen as its code: %j', (text, shown) => {
    expect(safeText(text)).toBe(shown);
  });

  it('leaves what is seen, tabs and ends of lines as they are', () => {
    const text = 'Ünïcode 顔 👩‍🔬 עברית\ta\nb\r\nc';
    expect(safeText(text)).toBe(text);
  });

  it('leaves nothing that a terminal acts on, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(safeLine(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});

describe('safeLine', () => {
  it('keeps a name from looking like two lines', () => {
    expect(safeLine('run\n\tError: all is lost')).toBe('run<U+000A><U+0009>Error: all is lost');
  });
});

describe('safeJson', () => {
  it('is the same value, without what a terminal acts on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = safeJson(JSON.stringify({ text }, null, 2));
        expect(JSON.parse(json)).toEqual({ text });
        expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
  });
});
