/** Our bilinear resize against Pillow's bytes, and properties that any resize has. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resizeBilinear } from '../../../src/core/images/resize-bilinear';

const Size = z.tuple([z.number(), z.number()]);
const Golden = z.object({ cases: z.array(z.object({ from: Size, to: Size, bytes: z.array(z.number()) })) });
const golden = Golden.parse(
  JSON.parse(readFileSync(new URL('../../golden/resize-bilinear.json', import.meta.url), 'utf8')),
);

/** The same sequence as test/torch/formula.py. */
function knownBytes(count: number): Uint8Array {
  let state = 12345n;
  return Uint8Array.from({ length: count }, () => {
    state = (state * 1103515245n + 12345n) % 2n ** 31n;
    return Number(state >> 23n);
  });
}

describe('resizeBilinear', () => {
  it.each(golden.cases)('gives the bytes that Pillow gives from $from to $to', ({ from, to, bytes }) => {
    const image = { pixels: knownBytes(from[0] * from[1] * 3), width: from[0], height: from[1] };
    const resized = resizeBilinear(image, to[0], to[1]);
    expect({ width: resized.width, height: resized.height }).toEqual({ width: to[0], height: to[1] });
    expect([...resized.pixels]).toEqual(bytes);
  });

  it('averages over the whole area when reducing, which two taps would not', () => {
    // One row, 8 to 1: every pixel lies within the triangle of half-width 8 around 4, weights 1 - |x + 0.5 - 4| / 8.
    const pixels = new Uint8Array(8 * 3);
    pixels.fill(255, 0, 3);
    const weights = [4.5, 5.5, 6.5, 7.5, 7.5, 6.5, 5.5, 4.5];
    const expected = Math.round((255 * 4.5) / weights.reduce((sum, weight) => sum + weight));
    expect([...resizeBilinear({ pixels, width: 8, height: 1 }, 1, 1).pixels]).toEqual([expected, expected, expected]);
  });

  it('keeps a constant image constant at any size', () => {
    const side = fc.integer({ min: 1, max: 40 });
    const size = fc.record({ width: side, height: side });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 0, max: 255 }), (from, to, grey) => {
        const image = { ...from, pixels: new Uint8Array(from.width * from.height * 3).fill(grey) };
        const resized = resizeBilinear(image, to.width, to.height);
        expect(resized.pixels).toEqual(new Uint8Array(to.width * to.height * 3).fill(grey));
      }),
    );
  });

  it('returns the same bytes at the same size', () => {
    const pixels = knownBytes(7 * 5 * 3);
    expect(resizeBilinear({ pixels, width: 7, height: 5 }, 7, 5).pixels).toEqual(pixels);
  });

  it('commutes with mirroring', () => {
    const mirror = (pixels: Uint8Array, width: number) =>
      pixels.map((_, at) => {
        const x = Math.floor(at / 3) % width;
        return pixels[at + (width - 1 - 2 * x) * 3] ?? 0;
      });
    const pixels = knownBytes(24 * 6 * 3);
    const resized = resizeBilinear({ pixels, width: 24, height: 6 }, 8, 6).pixels;
    const ofMirrored = resizeBilinear({ pixels: mirror(pixels, 24), width: 24, height: 6 }, 8, 6).pixels;
    expect(ofMirrored).toEqual(mirror(resized, 8));
  });

  it.each([0, -3, 2.5, Number.NaN])('refuses a side of %s pixels', (side) => {
    const image = { pixels: new Uint8Array(3), width: 1, height: 1 };
    expect(() => resizeBilinear(image, side, 1)).toThrow("An image's width must be a whole number of pixels from 1 up");
  });
});
