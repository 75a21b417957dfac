/** Brightness as torchvision's ColorJitter changes it: every byte times a factor. */
import { z } from 'zod';
import { mapBytes } from '../images/map-bytes';
import type { RgbImage } from '../images/rgb-image';
import { defineImageAugmentation } from './augmentation';
import { drawBetween } from './draw-between';

const limits = 'DeepfakeBench: within 0.1 of 1.';

const parameters = z.object({
  brightnessProbability: z.number().min(0).max(1).default(0).meta({
    label: 'Brightness probability',
    description: 'Chance that a training image is made brighter or darker; 0 switches it off.',
    source: 'Ours: off.',
  }),
  brightnessMin: z.number().min(0).max(10).default(0.9).meta({
    label: 'Least brightness',
    description: 'The factor of all bytes is drawn from here up to the greatest; 1 leaves the image as it is.',
    source: limits,
    atMostField: 'brightnessMax',
  }),
  brightnessMax: z.number().min(0).max(10).default(1.1).meta({
    label: 'Greatest brightness',
    description: 'Upper end of the range of factors; above 1 is brighter.',
    source: limits,
  }),
});

export const brightnessScaling = defineImageAugmentation({
  id: 'brightness-scaling',
  label: 'Brightness',
  parameters,
  probability: 'brightnessProbability',
  rows: 'all',
  change: (image, random, { brightnessMin, brightnessMax }) =>
    scaleBrightness(image, drawBetween(random, brightnessMin, brightnessMax)),
});

/** min(255, factor byte) in float32, cut to a whole number, as torchvision's `adjust_brightness` does. */
export function scaleBrightness(image: RgbImage, factor: number): RgbImage {
  const { fround } = Math;
  const scaled = Uint8Array.from({ length: 256 }, (_, byte) => Math.min(255, fround(fround(factor) * byte)));
  return mapBytes(image, scaled);
}
