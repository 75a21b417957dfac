/** Contrast as torchvision's ColorJitter changes it: away from the image's mean grey, or towards it. */
import { z } from 'zod';
import { mapBytes } from '../images/map-bytes';
import type { RgbImage } from '../images/rgb-image';
import { defineImageAugmentation } from './augmentation';
import { drawBetween } from './draw-between';

const limits = 'DeepfakeBench: within 0.1 of 1.';

const parameters = z.object({
  contrastProbability: z.number().min(0).max(1).default(0).meta({
    label: 'Contrast probability',
    description: 'Chance that the contrast of a training image is changed; 0 switches it off.',
    source: 'Ours: off.',
  }),
  contrastMin: z.number().min(0).max(10).default(0.9).meta({
    label: 'Least contrast',
    description: 'The factor of the distance to the mean grey is drawn from here up to the greatest.',
    source: limits,
    atMostField: 'contrastMax',
  }),
  contrastMax: z.number().min(0).max(10).default(1.1).meta({
    label: 'Greatest contrast',
    description: 'Upper end of the range of factors; 1 leaves the image as it is, 0 makes it grey.',
    source: limits,
  }),
});

export const contrastScaling = defineImageAugmentation({
  id: 'contrast-scaling',
  label: 'Contrast',
  parameters,
  probability: 'contrastProbability',
  rows: 'all',
  change: (image, random, { contrastMin, contrastMax }) =>
    scaleContrast(image, drawBetween(random, contrastMin, contrastMax)),
});

/** factor byte + (1 - factor) mean in float32, between 0 and 255 and cut to a whole number, as torchvision's `adjust_contrast` does. */
export function scaleContrast(image: RgbImage, factor: number): RgbImage {
  const { fround } = Math;
  const shift = fround(fround(1 - factor) * fround(meanGrey(image)));
  const scaledOf = (byte: number) => fround(fround(fround(factor) * byte) + shift);
  const scaled = Uint8Array.from({ length: 256 }, (_, byte) => Math.min(255, Math.max(0, scaledOf(byte))));
  return mapBytes(image, scaled);
}

/** torchvision's weights of ITU-R BT.601 in four digits; the grey of each pixel is cut to a byte before the mean. */
function meanGrey({ pixels }: RgbImage): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 3) {
    sum += Math.floor(0.2989 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0));
  }
  return sum / (pixels.length / 3);
}
