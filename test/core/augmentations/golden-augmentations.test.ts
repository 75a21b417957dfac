/** Each augmentation beside torchvision, Pillow and NumPy: what it makes of given images, and what it draws. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { blurGaussian } from '../../../src/core/augmentations/gaussian-blur';
import { scaleBrightness } from '../../../src/core/augmentations/brightness-scaling';
import { scaleContrast } from '../../../src/core/augmentations/contrast-scaling';
import { augmentations } from '../../../src/core/augmentations/index';
import { resizeAndBack } from '../../../src/core/augmentations/resize-and-back';
import { rotate } from '../../../src/core/augmentations/rotation';
import { imageRef } from '../../../src/core/images/image-refs';
import { compressJpeg } from '../../../src/core/images/jpeg/compress-jpeg';
import type { RgbImage } from '../../../src/core/images/rgb-image';
import recorded from '../../golden/augmentations.json';
import { kinds, knownImage } from './known-images';

const Bytes = z.string().transform((text) => Uint8Array.from(Buffer.from(text, 'base64')));
const Sides = z.tuple([z.number(), z.number()]);
const golden = z
  .object({
    results: z.array(
      z.object({ augmentation: z.string(), value: z.number(), image: z.enum(kinds), sides: Sides, bytes: Bytes }),
    ),
    draws: z.array(
      z.object({ augmentation: z.string(), index: z.number(), isChanged: z.boolean(), sides: Sides, bytes: Bytes }),
    ),
  })
  .parse(recorded);

const changes: Readonly<Record<string, (image: RgbImage, value: number) => RgbImage>> = {
  'jpeg-compression': compressJpeg,
  'resize-and-back': resizeAndBack,
  'gaussian-blur': blurGaussian,
  'brightness-scaling': scaleBrightness,
  'contrast-scaling': scaleContrast,
  rotation: rotate,
};

/** Pillow works in whole numbers, which we repeat; torchvision in float32, where a last bit can decide a rounding. */
const exact = ['jpeg-compression', 'resize-and-back', 'gaussian-noise', 'random-erasing'];
const mostRoundings = 0.002;

function expectAlike(augmentation: string, found: Uint8Array, expected: Uint8Array): void {
  expect(found).toHaveLength(expected.length);
  if (exact.includes(augmentation)) {
    expect(found).toEqual(expected);
    return;
  }
  const apart = found.map((byte, at) => Math.abs(byte - (expected[at] ?? NaN)));
  expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  expect(apart.filter((distance) => distance > 0).length / apart.length).toBeLessThan(mostRoundings);
}

describe('what an augmentation makes of an image', () => {
  it.each(golden.results)(
    'is the reference for $augmentation $value of the $image image',
    ({ augmentation, value, image, sides, bytes }) => {
      const made = knownImage(image, sides);
      const change = changes[augmentation];
      if (!change) throw new Error(`There is no change "${augmentation}".`);
      expectAlike(augmentation, change(made, value).pixels, bytes);
      expect(made).toEqual(knownImage(image, sides));
    },
  );

  it('is there for every augmentation of single images', () => {
    const ofImages = augmentations.filter((augmentation) => augmentation.open({}).of === 'image').map(({ id }) => id);
    expect(new Set(golden.draws.map(({ augmentation }) => augmentation))).toEqual(new Set(ofImages));
    expect(
      new Set([...golden.results.map(({ augmentation }) => augmentation), 'gaussian-noise', 'random-erasing']),
    ).toEqual(new Set(ofImages));
  });
});

describe('what an augmentation draws', () => {
  it.each(golden.draws)(
    'is the reference for $augmentation of image $index (changed: $isChanged)',
    ({ augmentation, index, isChanged, sides, bytes }) => {
      const found = augmentations.find(({ id }) => id === augmentation);
      const open = found?.open({ [found.probability]: 0.7 });
      if (open?.of !== 'image') throw new Error(`There is no augmentation "${augmentation}" of images.`);
      const made = knownImage('smooth', sides);
      const shown = open.show(made, { seed: 7, stage: 2, epoch: 3, image: imageRef(1, index) });
      expectAlike(augmentation, shown.pixels, bytes);
      if (!isChanged) expect(shown).toBe(made);
    },
  );
});
