/** What holds for every augmentation, and for each whatever the image and the parameters are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageAugmentation } from '../../../src/core/augmentations/augmentation';
import { blurGaussian } from '../../../src/core/augmentations/gaussian-blur';
import { scaleBrightness } from '../../../src/core/augmentations/brightness-scaling';
import { scaleContrast } from '../../../src/core/augmentations/contrast-scaling';
import { drawErasedBox, erase } from '../../../src/core/augmentations/random-erasing';
import { augmentations } from '../../../src/core/augmentations/index';
import { addNoise } from '../../../src/core/augmentations/gaussian-noise';
import { resizeAndBack } from '../../../src/core/augmentations/resize-and-back';
import { rotate } from '../../../src/core/augmentations/rotation';
import { compressJpeg } from '../../../src/core/images/jpeg/compress-jpeg';
import type { RgbImage } from '../../../src/core/images/rgb-image';
import { randomStream } from '../../../src/core/random';
import { fieldsOf } from '../../../src/shared/field';
import { knownImage } from './known-images';

const at = { seed: 1, stage: 2, epoch: 3, image: 4 };
const noiseImage = knownImage('noise', [32, 32]);
const sure = augmentations.map((augmentation) => ({
  id: augmentation.id,
  augmentation,
  open: augmentation.open({ [augmentation.probability]: 1 }),
}));
const ofImages = sure.flatMap(({ id, open }) => (open.of === 'image' ? [{ id, open }] : []));

const images: fc.Arbitrary<RgbImage> = fc
  .record({ width: fc.integer({ min: 8, max: 24 }), height: fc.integer({ min: 8, max: 24 }), seed: fc.nat() })
  .map(({ width, height, seed }) => {
    const random = randomStream(seed, 'image');
    return { width, height, pixels: Uint8Array.from({ length: width * height * 3 }, () => random.integer(256)) };
  });
const plain: fc.Arbitrary<RgbImage> = fc
  .record({ width: fc.integer({ min: 8, max: 24 }), height: fc.integer({ min: 8, max: 24 }), byte: fc.nat(255) })
  .map(({ width, height, byte }) => ({ width, height, pixels: new Uint8Array(width * height * 3).fill(byte) }));
const factors = fc.double({ min: 0, max: 3, noNaN: true });
const mean = ({ pixels }: RgbImage) => pixels.reduce((sum, byte) => sum + byte, 0) / pixels.length;

describe.each(sure)('$id', ({ augmentation, open }) => {
  it('is used in no stage at probability 0, and in one of the first two at 1', () => {
    const off = augmentation.open({ [augmentation.probability]: 0 });
    expect([1, 2, 3].map((stage) => off.isUsedIn(stage))).toEqual([false, false, false]);
    expect(open.isUsedIn(2)).toBe(true);
  });

  it('has its probability among its parameters, and ranges whose ends bound each other', () => {
    const fields = fieldsOf(augmentation.parameters);
    const keys = fields.map(({ key }) => key);
    expect(fields.find(({ key }) => key === augmentation.probability)).toMatchObject({ minimum: 0, maximum: 1 });
    for (const { key, atMostField } of fields) {
      if (key.endsWith('Min')) expect(atMostField).toBe(key.replace(/Min$/, 'Max'));
      if (atMostField !== undefined) expect(keys).toContain(atMostField);
    }
    for (const { label, source } of fields) expect([label, source]).not.toContain(undefined);
  });
});

it('leaves images as they are by default, but for the flip and CutMix of the published code', () => {
  const used = augmentations.filter((augmentation) => augmentation.open({}).isUsedIn(2)).map(({ id }) => id);
  expect(used).toEqual(['flip', 'cutmix']);
  const inFirst = augmentations.filter((augmentation) => augmentation.open({}).isUsedIn(1)).map(({ id }) => id);
  expect(inFirst).toEqual(['flip']);
});

describe.each(ofImages)('$id of one image', ({ open }) => {
  const shown = (place: Partial<typeof at> = {}, of: ImageAugmentation = open) =>
    of.show(noiseImage, { ...at, ...place });

  it('gives the same bytes for the same image, epoch, stage and seed, and others for others', () => {
    expect(shown()).toEqual(shown());
    for (const other of [{ epoch: 4 }, { image: 5 }, { stage: 3 }, { seed: 2 }]) {
      expect(shown(other).pixels).not.toEqual(shown().pixels);
    }
  });

  it('makes an image of the same sides, and leaves the given one as it is', () => {
    fc.assert(
      fc.property(images, fc.nat(), (image, place) => {
        const before = image.pixels.slice();
        const { pixels, width, height } = open.show(image, { ...at, image: place });
        expect({ width, height, length: pixels.length }).toEqual({
          ...{ width: image.width, height: image.height },
          length: before.length,
        });
        expect(image.pixels).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });

  it('changes about the asked share of images', () => {
    const found = augmentations.find(({ id }) => id === open.id);
    const half = found?.open({ [found.probability]: 0.5 });
    if (half?.of !== 'image') throw new Error(`There is no augmentation "${open.id}" of images.`);
    const places = Array.from({ length: 300 }, (_, image) => image);
    const changed = places.filter((image) => shown({ image }, half) !== noiseImage).length;
    // Three standard deviations of a binomial are 0.087.
    expect(Math.abs(changed / places.length - 0.5)).toBeLessThan(0.087);
  });
});

describe('brightness and contrast', () => {
  it('move bytes by their factor, up to white and never beyond', () => {
    fc.assert(
      fc.property(images, factors, (image, factor) => {
        scaleBrightness(image, factor).pixels.forEach((byte, place) => {
          const expected = Math.min(255, factor * (image.pixels[place] ?? 0));
          expect(expected - byte).toBeGreaterThan(-1e-4);
          expect(expected - byte).toBeLessThan(1 + 1e-4);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('leave the image at 1; contrast keeps a plain image at any factor, within the byte that cutting takes', () => {
    fc.assert(
      fc.property(images, plain, factors, (image, grey, factor) => {
        expect(scaleBrightness(image, 1).pixels).toEqual(image.pixels);
        expect(scaleContrast(image, 1).pixels).toEqual(image.pixels);
        const apart = grey.pixels.map((byte, place) => byte - (scaleContrast(grey, factor).pixels[place] ?? NaN));
        // The grey of a plain image is cut (weights sum to 0.9999), and so is the result: at factor 3 the other way by two.
        expect(Math.max(...new Int8Array(apart).map(Math.abs))).toBeLessThanOrEqual(3);
      }),
      { numRuns: 30 },
    );
  });

  it('keep the order of any two bytes', () => {
    const ramp = {
      width: 256,
      height: 1,
      pixels: Uint8Array.from({ length: 768 }, (_, place) => Math.floor(place / 3)),
    };
    fc.assert(
      fc.property(factors, (factor) => {
        for (const { pixels } of [scaleBrightness(ramp, factor), scaleContrast(ramp, factor)]) {
          expect([...pixels]).toEqual([...pixels].sort((a, b) => a - b));
        }
      }),
    );
  });
});

describe('blur, resize, rotation and JPEG', () => {
  it('keep a plain image, rotation apart from what it brings in from outside', () => {
    fc.assert(
      fc.property(plain, fc.double({ min: 0, max: 6, noNaN: true }), (image, amount) => {
        expect(blurGaussian(image, amount).pixels).toEqual(image.pixels);
        expect(resizeAndBack(image, 0.2 + amount / 8).pixels).toEqual(image.pixels);
        const [byte = 0] = image.pixels;
        const middle = (Math.floor(image.height / 2) * image.width + Math.floor(image.width / 2)) * 3;
        expect(rotate(image, 60 * amount).pixels[middle]).toBe(byte);
        expect(Math.max(...rotate(image, 60 * amount).pixels)).toBeLessThanOrEqual(byte);
        // A divisor of 255 for the mean times 8: half of it, by 8, is 16.
        const apart = compressJpeg(image, 1 + Math.round(amount * 16)).pixels.map((found) => Math.abs(found - byte));
        expect(Math.max(...apart)).toBeLessThanOrEqual(16);
      }),
    );
  });

  it('lose less of a smooth image the less they are asked to', () => {
    const image = knownImage('smooth', [32, 32]);
    const lost = ({ pixels }: RgbImage) =>
      pixels.reduce((sum, byte, place) => sum + (byte - (image.pixels[place] ?? 0)) ** 2, 0);
    const losses = [
      [20, 50, 80, 95].map((quality) => lost(compressJpeg(image, quality))),
      [4, 2, 1, 0.4].map((sigma) => lost(blurGaussian(image, sigma))),
      [0.25, 0.5, 0.75, 1].map((factor) => lost(resizeAndBack(image, factor))),
    ];
    for (const loss of losses) expect(loss).toEqual([...loss].sort((a, b) => b - a));
    expect(losses[2]?.at(-1)).toBe(0);
  });

  it('blur at 0 and rotation by 0 and by a whole turn leave the image', () => {
    expect(blurGaussian(noiseImage, 0).pixels).toEqual(noiseImage.pixels);
    expect(rotate(noiseImage, 0).pixels).toEqual(noiseImage.pixels);
    expect(rotate(noiseImage, 360).pixels).toEqual(noiseImage.pixels);
  });

  it('rotation by a quarter moves the right edge to the top', () => {
    const { pixels } = rotate(noiseImage, 90);
    for (let place = 0; place < 32; place++) {
      const right = (place * 32 + 31) * 3;
      expect(pixels.subarray(place * 3, place * 3 + 3)).toEqual(noiseImage.pixels.subarray(right, right + 3));
    }
  });
});

describe('noise', () => {
  it('has the asked deviation and no mean, and turns no white into black', () => {
    const grey = { width: 64, height: 64, pixels: new Uint8Array(64 * 64 * 3).fill(128) };
    for (const sigma of [2, 10]) {
      const noisy = addNoise(grey, randomStream(1, 'noise', sigma), sigma);
      // Rounding adds 1/12 to the variance.
      const variance = noisy.pixels.reduce((sum, byte) => sum + (byte - 128) ** 2, 0) / noisy.pixels.length;
      expect(Math.abs(mean(noisy) - 128)).toBeLessThan((4 * sigma) / Math.sqrt(noisy.pixels.length));
      expect(Math.abs(Math.sqrt(variance / (sigma ** 2 + 1 / 12)) - 1)).toBeLessThan(0.03);
    }
    const white = { ...grey, pixels: new Uint8Array(64 * 64 * 3).fill(255) };
    expect(Math.min(...addNoise(white, randomStream(1, 'white'), 10).pixels)).toBeGreaterThan(255 - 60);
    expect(addNoise(noiseImage, randomStream(1, 'none'), 0).pixels).toEqual(noiseImage.pixels);
  });
});

describe('erasing', () => {
  const range = { erasingAreaMin: 0.02, erasingAreaMax: 0.33, erasingRatioMin: 0.3, erasingRatioMax: 3.3 };

  it('draws boxes inside the image, of areas and ratios in their ranges but for whole pixels', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const box = drawErasedBox({ ...noiseImage, width: 128, height: 128 }, randomStream(seed, 'box'), range);
        if (!box) throw new Error('Ten boxes in a row did not fit.');
        const [height, width] = [box.bottom - box.top, box.right - box.left];
        expect(Math.min(box.top, box.left)).toBeGreaterThanOrEqual(0);
        expect(Math.max(box.bottom, box.right)).toBeLessThanOrEqual(128);
        expect(((height + 0.5) * (width + 0.5)) / 128 ** 2).toBeGreaterThanOrEqual(0.02);
        expect(((height - 0.5) * (width - 0.5)) / 128 ** 2).toBeLessThanOrEqual(0.33);
        expect((height + 0.5) / (width - 0.5)).toBeGreaterThanOrEqual(0.3);
        expect((height - 0.5) / (width + 0.5)).toBeLessThanOrEqual(3.3);
      }),
    );
  });

  it('leaves the image where no box fits', () => {
    expect(drawErasedBox(noiseImage, randomStream(1, 'box'), { ...range, erasingAreaMin: 1, erasingAreaMax: 1 })).toBe(
      null,
    );
  });

  it('changes the box and nothing else', () => {
    const box = { top: 3, left: 5, bottom: 9, right: 6 };
    const { pixels } = erase(noiseImage, box, () => 7);
    pixels.forEach((byte, place) => {
      const [row, column] = [Math.floor(place / 96), Math.floor((place % 96) / 3)];
      const isErased = row >= 3 && row < 9 && column === 5;
      expect(byte).toBe(isErased ? 7 : noiseImage.pixels[place]);
    });
  });
});
