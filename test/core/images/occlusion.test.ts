/** Occlusion over a score that is known: the share of white in one corner. */
import { describe, expect, it } from 'vitest';
import { occlusionMap, type ScorePixels } from '../../../src/core/images/occlusion';

const size = 4;

/** Mean of the first pixel's red over 255. */
const cornerScore: ScorePixels = async (pixels, count) =>
  Float32Array.from({ length: count }, (_, index) => (pixels[index * size * size * 3] ?? 0) / 255);

describe('occlusionMap', () => {
  it('finds the one place that the score hangs on, and fills it with the mean colour', async () => {
    const pixels = new Uint8Array(size * size * 3);
    pixels.fill(255, 0, 3);
    const { score, values } = await occlusionMap({ pixels, size }, { side: 2, patch: 2 }, cornerScore);
    expect(score).toBe(1);
    // One of 16 pixels is white: the mean is 255 / 16 = 15.9, so 16; the score falls by 1 - 16 / 255.
    expect(values.map((value) => Math.round(value * 1000) / 1000)).toEqual([0.937, 0, 0, 0]);
  });

  it('keeps the patch within the image at its edges', async () => {
    const pixels = new Uint8Array(size * size * 3).fill(100);
    pixels[0] = 200;
    const { values } = await occlusionMap({ pixels, size }, { side: 4, patch: 3 }, cornerScore);
    // Patches of 3 whose middle is within half a pixel of 0.5 or 1.5 cover the first pixel.
    expect(values.map((value) => value > 0)).toEqual(
      [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0].map((covers) => covers === 1),
    );
  });
});
