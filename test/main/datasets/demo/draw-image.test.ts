/** Single images of the demo: reproducible, real ones untouched, fake ones altered inside the ellipse alone. */
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../src/core/random';
import type { RgbImage } from '../../../../src/core/images/rgb-image';
import { cropPhotograph } from '../../../../src/main/datasets/demo/crop';
import { drawImage } from '../../../../src/main/datasets/demo/draw-image';
import { drawEllipse } from '../../../../src/main/datasets/demo/ellipse';
import { blend, halve } from '../../../../src/main/datasets/demo/layer';
import { manipulations } from '../../../../src/main/datasets/demo/manipulations';
import { reenactment } from '../../../../src/main/datasets/demo/reenactment';
import { resynthesis } from '../../../../src/main/datasets/demo/resynthesis';
import { REENACTMENT, RESYNTHESIS, TEXTURE } from '../../../../src/main/datasets/demo/settings';
import { splice } from '../../../../src/main/datasets/demo/splice';
import { texture } from '../../../../src/main/datasets/demo/texture';

const size = 64;

function noisyImage(side: number, seed: string): RgbImage {
  const random = new RandomStream(seed);
  const pixels = Uint8Array.from({ length: side * side * 3 }, () => random.integer(256));
  return { pixels, width: side, height: side };
}
function flatImage(grey: number): RgbImage {
  return { pixels: new Uint8Array(size * size * 3).fill(grey), width: size, height: size };
}
const context = (cropDonor = () => flatImage(0)) => ({
  mask: new Float32Array(size * size).fill(1),
  random: new RandomStream('context'),
  cropDonor,
});

describe('drawImage', () => {
  const photographs = [noisyImage(200, 'a'), noisyImage(220, 'b')];
  const place = { seed: 1, split: 'train', className: 'fake', index: 3 } as const;

  it.each(manipulations)('draws the same $task image for the same seed and place, and another for another', (task) => {
    const image = drawImage(photographs, task, place);
    expect(drawImage(photographs, task, place)).toEqual(image);
    expect(drawImage(photographs, task, { ...place, seed: 2 }).pixels).not.toEqual(image.pixels);
    expect(drawImage(photographs, task, { ...place, index: 5 }).pixels).not.toEqual(image.pixels);
  });

  it.each(manipulations)('leaves the corners of a fake of $task as they were', (task) => {
    // A photograph as large as the largest crop and the same everywhere but in fine noise: corners come from the crop.
    const flat = { pixels: new Uint8Array(400 * 400 * 3).fill(90), width: 400, height: 400 };
    const { pixels } = drawImage([flat, flat], task, place);
    expect([...pixels.subarray(0, 3)]).toEqual([90, 90, 90]);
    expect([...pixels.subarray(-3)]).toEqual([90, 90, 90]);
  });
});

describe('cropPhotograph', () => {
  it('looks for detail: a photograph that is flat but for one corner gives pieces of that corner', () => {
    const pixels = new Uint8Array(400 * 400 * 3).fill(128);
    const random = new RandomStream('corner');
    for (let y = 0; y < 200; y += 1) {
      for (let x = 0; x < 200; x += 1) pixels.fill(random.integer(256), (y * 400 + x) * 3, (y * 400 + x) * 3 + 3);
    }
    for (const seed of ['one', 'two', 'three', 'four']) {
      const crop = cropPhotograph({ pixels, width: 400, height: 400 }, new RandomStream(seed));
      const middle = crop.pixels.subarray((32 * size + 16) * 3, (32 * size + 48) * 3);
      expect(new Set(middle).size).toBeGreaterThan(4);
    }
  });
});

describe('the ellipse', () => {
  it('is a mask from 0 to 1 that covers a part of the image and never its corners', () => {
    for (const seed of ['a', 'b', 'c', 'd', 'e']) {
      const mask = drawEllipse(size, new RandomStream(seed));
      const covered = mask.reduce((sum, share) => sum + share, 0) / mask.length;
      expect(covered).toBeGreaterThan(0.1);
      expect(covered).toBeLessThan(0.7);
      expect(Math.max(...mask)).toBe(1);
      expect([mask[0], mask[size - 1], mask.at(-size), mask.at(-1)]).toEqual([0, 0, 0, 0]);
    }
  });

  it('blends in proportion and stays within bytes', () => {
    const altered = { values: Float32Array.of(300, -20, 100, 300, -20, 100), size: 1 };
    const original = { pixels: Uint8Array.of(0, 200, 50, 0, 200, 50), width: 2, height: 1 };
    expect([...blend(original, altered, Float32Array.of(0.5, 1)).pixels]).toEqual([150, 90, 75, 255, 0, 100]);
  });
});

describe('the manipulations', () => {
  it('resynthesis leaves a checkerboard with the two factors of its uneven overlap', () => {
    const { values } = resynthesis.alter(flatImage(100), context());
    const at = (x: number, y: number) => values[(y * size + x) * 3];
    const [more, less] = [1 + RESYNTHESIS.overlap, 1 - RESYNTHESIS.overlap];
    expect(at(10, 10)).toBeCloseTo(100 * more * more, 3);
    expect(at(11, 10)).toBeCloseTo(100 * more * less, 3);
    expect(at(11, 11)).toBeCloseTo(100 * less * less, 3);
  });

  it('halving averages two by two', () => {
    const values = Float32Array.from({ length: 12 }, (_, index) => index);
    expect([...halve({ values, size: 2 }).values]).toEqual([
      (0 + 3 + 6 + 9) / 4,
      (1 + 4 + 7 + 10) / 4,
      (2 + 5 + 8 + 11) / 4,
    ]);
  });

  it('reenactment loses detail: what differs between channels, which grain does not bring back, is smoothed', () => {
    const image = noisyImage(size, 'detail');
    const roughness = (values: ArrayLike<number>) => {
      let sum = 0;
      for (let at = 3; at < values.length; at += 3) {
        const [colour, before] = [at, at - 3].map((pixel) => (values[pixel] ?? 0) - (values[pixel + 1] ?? 0));
        sum += Math.abs((colour ?? 0) - (before ?? 0));
      }
      return sum;
    };
    expect(roughness(reenactment.alter(image, context()).values)).toBeLessThan(roughness(image.pixels) / 2);
  });

  it('reenactment adds grain for the detail that it lost', () => {
    // A fine checkerboard of 100 +- 20: at half the resolution it is flat, so that a detail of 20 is lost.
    const pixels = Uint8Array.from({ length: size * size * 3 }, (_, at) => {
      const pixel = Math.floor(at / 3);
      return (pixel + Math.floor(pixel / size)) % 2 === 0 ? 80 : 120;
    });
    const { values } = reenactment.alter({ pixels, width: size, height: size }, context());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean - 100)).toBeLessThan(1);
    expect(deviation / (20 * REENACTMENT.grain)).toBeGreaterThan(0.95);
    expect(deviation / (20 * REENACTMENT.grain)).toBeLessThan(1.05);
  });

  it('reenactment leaves a flat image flat', () => {
    expect(new Set(reenactment.alter(flatImage(70), context()).values)).toEqual(new Set([70]));
  });

  it('splice shows the donor, near the mean of the place', () => {
    const donor = noisyImage(size, 'donor');
    const { values } = splice.alter(
      flatImage(120),
      context(() => donor),
    );
    const red = values.filter((_, at) => at % 3 === 0);
    const mean = red.reduce((sum, value) => sum + value, 0) / red.length;
    expect(Math.abs(mean - 120)).toBeLessThan(80);
    // Linear in the donor: the brightest pixel stays the brightest.
    const donorRed = donor.pixels.filter((_, at) => at % 3 === 0);
    expect(donorRed[red.indexOf(Math.max(...red))]).toBe(Math.max(...donorRed));
  });

  it('texture amplifies one high frequency by its gain and keeps the mean', () => {
    // A pure DCT wave of u = 7 along x in every block, u + v = 7.
    const wave = (x: number) => Math.cos(((2 * (x % 8) + 1) * 7 * Math.PI) / 16);
    const pixels = Uint8Array.from({ length: size * size * 3 }, (_, at) => 128 + 40 * wave(Math.floor(at / 3) % size));
    const { values } = texture.alter({ pixels, width: size, height: size }, context());
    const projection = (image: ArrayLike<number>) => {
      let sum = 0;
      for (let at = 0; at < image.length; at += 1) sum += (image[at] ?? 0) * wave(Math.floor(at / 3) % size);
      return sum;
    };
    expect(projection(values) / projection(pixels)).toBeCloseTo(TEXTURE.gain, 1);
    const mean = (image: ArrayLike<number>) => Array.from(image).reduce((sum, value) => sum + value, 0) / image.length;
    expect(Math.abs(mean(values) - mean(pixels))).toBeLessThan(0.3);
  });
});
