/** What each corruption makes of an image: reference bytes, numbers by hand, and the same noise for the same seed. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { corruptImage } from '../../../src/core/corruptions/corrupt-image';
import type { RgbImage } from '../../../src/core/images/rgb-image';
import { corruptionIds } from '../../../src/shared/robustness';
import recorded from '../../golden/augmentations.json';
import { kinds, knownImage } from '../augmentations/known-images';

const noise = { seed: 7, file: 'fake/a.png' };
const grey = (byte: number, side: number): RgbImage => ({
  pixels: new Uint8Array(side * side * 3).fill(byte),
  width: side,
  height: side,
});
const line = (...bytes: readonly number[]): RgbImage => ({
  pixels: Uint8Array.from(bytes.flatMap((byte) => [byte, byte, byte])),
  width: bytes.length,
  height: 1,
});
const firstChannel = ({ pixels }: RgbImage) => [...pixels].filter((_, at) => at % 3 === 0);

describe('at strength 0', () => {
  it.each(corruptionIds)('%s gives the image itself', (corruption) => {
    const image = knownImage('noise', [16, 12]);
    expect(corruptImage(image, { corruption, strength: 0 }, noise)).toBe(image);
  });
});

describe('jpeg', () => {
  /** Bytes that Pillow left of the same images. */
  const golden = z
    .array(
      z.object({
        augmentation: z.string(),
        value: z.number(),
        image: z.enum(kinds),
        sides: z.tuple([z.number(), z.number()]),
        bytes: z.string(),
      }),
    )
    .parse(recorded.results)
    .filter(({ augmentation, value }) => augmentation === 'jpeg-compression' && value < 100);

  it.each(golden)("has Pillow's bytes of quality $value at strength 100 - $value", ({ value, image, sides, bytes }) => {
    const level = { corruption: 'jpeg', strength: 100 - value } as const;
    const { pixels } = corruptImage(knownImage(image, sides), level, noise);
    expect(Buffer.from(pixels).toString('base64')).toBe(bytes);
  });

  it('is refused for an image of 4 pixels a side, which it names', () => {
    const level = { corruption: 'jpeg', strength: 50 } as const;
    expect(() => corruptImage(grey(9, 4), level, noise)).toThrow(/"fake\/a\.png" has 4 x 4 pixels/);
  });
});

describe('blur', () => {
  it('leaves an even image, and spreads a point by the Gaussian that was asked for', () => {
    const level = { corruption: 'blur', strength: 1 } as const;
    expect(corruptImage(grey(77, 9), level, noise)).toEqual(grey(77, 9));
    // exp(-x^2 / 2) over x = -3..3 sums to 2.505942: 255 / 2.505942 = 101.76 at the point, 61.72, 13.77 and 1.13 beside it.
    const point = corruptImage(line(0, 0, 0, 0, 255, 0, 0, 0, 0), level, noise);
    expect(firstChannel(point)).toEqual([0, 1, 14, 62, 102, 62, 14, 1, 0]);
  });
});

describe('resize', () => {
  it('makes sides smaller by that many percent and enlarges them again', () => {
    const level = { corruption: 'resize', strength: 50 } as const;
    expect(firstChannel(corruptImage(line(60, 60, 60, 60), level, noise))).toEqual([60, 60, 60, 60]);
    // To 2 pixels: triangles 4 wide, so the outer of them has 1/7 of the other half: 240 / 7 and 240 less that; back to 4
    // with shares of 3/4 and 1/4.
    const [a = NaN, b = NaN, c = NaN, d = NaN] = firstChannel(corruptImage(line(0, 0, 240, 240), level, noise));
    expect([a + d, b + c]).toEqual([240, 240]);
    expect(b - a).toBe(Math.round((d - a) / 4));
    expect(a).toBe(Math.round(240 / 7));
  });
});

describe('brightness', () => {
  it.each([
    [20, [0, 120, 255]],
    [-50, [0, 50, 125]],
    [300, [0, 255, 255]],
  ])('of %d percent scales every byte', (strength, expected) => {
    const image = corruptImage(line(0, 100, 250), { corruption: 'brightness', strength }, noise);
    expect(firstChannel(image)).toEqual(expected);
  });
});

describe('noise', () => {
  const noisy = (strength: number, source = noise) =>
    corruptImage(grey(128, 100), { corruption: 'noise', strength }, source);
  const differences = ({ pixels }: RgbImage) => [...pixels].map((byte) => byte - 128);

  it('has the standard deviation that was asked for, and no mean', () => {
    const found = differences(noisy(10));
    const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
    const variance = found.reduce((sum, one) => sum + (one - mean) ** 2, 0) / found.length;
    // Of 30,000 draws: within four standard errors, 4 x 10 / sqrt(30000) = 0.23 and 4 x 10 / sqrt(60000) = 0.16.
    expect(Math.abs(mean)).toBeLessThan(0.23);
    // Rounding adds a variance of 1 / 12.
    expect(Math.abs(Math.sqrt(variance - 1 / 12) - 10)).toBeLessThan(0.17);
  });

  it('is the same for the same seed and file, and another one for others', () => {
    expect(noisy(10)).toEqual(noisy(10));
    expect(noisy(10, { ...noise, seed: 8 })).not.toEqual(noisy(10));
    expect(noisy(10, { ...noise, file: 'fake/b.png' })).not.toEqual(noisy(10));
  });

  it('is one pattern, multiplied by the strength', () => {
    const [once, twice] = [differences(noisy(5)), differences(noisy(10))];
    const apart = twice.map((value, at) => Math.abs(value - 2 * (once[at] ?? NaN)));
    // Both are rounded: by half a byte, and by half a byte twice.
    expect(Math.max(...apart)).toBeLessThanOrEqual(1.5);
  });
});
