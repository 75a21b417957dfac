import { describe, expect, it } from 'vitest';
import { cutFace, squareAround, squareWithin, tiltOf } from '../../../src/core/faces/cut-face';
import { distinctFaces, overlap } from '../../../src/core/faces/distinct-faces';
import type { RgbImage } from '../../../src/core/images/rgb-image';

/** Red is the column, green the row, blue 7. */
function ramp(width: number, height: number): RgbImage {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const place = Math.floor(at / 3);
    return [place % width, Math.floor(place / width), 7][at % 3] ?? 0;
  });
  return { pixels, width, height };
}

const pixelAt = ({ pixels, width }: RgbImage, x: number, y: number) => [
  ...pixels.slice((y * width + x) * 3, (y * width + x) * 3 + 3),
];

describe('the square around a face', () => {
  const box = { left: 10, top: 20, width: 8, height: 20 };

  it('is the longer side, wider by the margin, about the centre', () => {
    expect(squareAround(box, 0.5)).toEqual({ centre: { x: 14, y: 30 }, side: 30 });
  });

  it('is shifted into the image, and made smaller where it does not fit', () => {
    const image = { width: 40, height: 100 };
    // Half of 30 is 15: the centre may not lie nearer than that to an edge.
    const within = squareWithin(squareAround(box, 0.5), { ...image, pixels: new Uint8Array() });
    expect(within).toEqual({ centre: { x: 15, y: 30 }, side: 30 });
    expect(squareWithin(squareAround(box, 2), { ...image, pixels: new Uint8Array() }).side).toBe(40);
  });
});

describe('a crop', () => {
  it('has the very pixels of the image where it keeps its size', () => {
    const crop = cutFace(ramp(20, 20), { centre: { x: 8, y: 10 }, side: 4 }, { size: null });
    expect([crop.width, crop.height]).toEqual([4, 4]);
    // From column 8 - 2 and row 10 - 2.
    expect([pixelAt(crop, 0, 0), pixelAt(crop, 3, 3)]).toEqual([
      [6, 8, 7],
      [9, 11, 7],
    ]);
  });

  it('repeats the edge where it reaches over the image', () => {
    const crop = cutFace(ramp(20, 20), { centre: { x: 0, y: 0 }, side: 4 }, { size: null });
    expect(pixelAt(crop, 0, 0)).toEqual([0, 0, 7]);
    expect(pixelAt(crop, 3, 3)).toEqual([1, 1, 7]);
  });

  it('turned by a quarter shows what was on the left at the top', () => {
    // The eyes stand above each other, the left one at the top: their line has to become level.
    const angle = tiltOf({ left: { x: 10, y: 5 }, right: { x: 10, y: 15 } });
    expect(angle).toBeCloseTo(Math.PI / 2);
    const crop = cutFace(ramp(20, 20), { centre: { x: 10, y: 10 }, side: 8 }, { size: 8, angle });
    // Column x of the crop is row x of the image; row 0 is the image's last column of the square.
    expect(pixelAt(crop, 0, 0)).toEqual([13, 6, 7]);
    expect(pixelAt(crop, 7, 0)).toEqual([13, 13, 7]);
    expect(pixelAt(crop, 0, 7)).toEqual([6, 6, 7]);
  });
});

describe('boxes of one face', () => {
  const box = { left: 0, top: 0, width: 10, height: 10 };

  it('overlap by what both cover of what either covers', () => {
    expect(overlap(box, { ...box, left: 5 })).toBeCloseTo(50 / 150);
    expect(overlap(box, { ...box, left: 10 })).toBe(0);
  });

  it('become one, the surest; the largest face comes first', () => {
    const large = { left: 100, top: 0, width: 30, height: 30 };
    const faces = distinctFaces([
      { box, score: 0.6 },
      { box: { ...box, left: 1 }, score: 0.9 },
      { box: large, score: 0.5 },
    ]);
    expect(faces).toEqual([
      { box: large, score: 0.5 },
      { box: { ...box, left: 1 }, score: 0.9 },
    ]);
  });
});
