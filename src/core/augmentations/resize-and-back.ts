/** Made smaller and enlarged to its size again, bilinear both ways: the fine detail of a small picture. */
import { z } from 'zod';
import { resizeBilinear } from '../images/resize-bilinear';
import type { RgbImage } from '../images/rgb-image';
import { defineImageAugmentation } from './augmentation';
import { drawBetween } from './draw-between';

const parameters = z.object({
  resizeProbability: z.number().min(0).max(1).default(0).meta({
    label: 'Resize probability',
    description: 'Chance that a training image is made smaller and enlarged to its size again; 0 switches it off.',
    source: 'Ours: off.',
  }),
  resizeMin: z.number().min(0.05).max(1).default(0.5).meta({
    label: 'Least resize factor',
    description: 'The factor of the sides is drawn from here up to the greatest.',
    source: 'Ours: half.',
    atMostField: 'resizeMax',
  }),
  resizeMax: z.number().min(0.05).max(1).default(1).meta({
    label: 'Greatest resize factor',
    description: 'Upper end of the range of factors; 1 leaves the image as it is.',
    source: 'Ours: unchanged.',
  }),
});

export const resizeBack = defineImageAugmentation({
  id: 'resize-and-back',
  label: 'Resize',
  parameters,
  probability: 'resizeProbability',
  rows: 'all',
  change: (image, random, { resizeMin, resizeMax }) => resizeAndBack(image, drawBetween(random, resizeMin, resizeMax)),
});

/** Sides are rounded to whole pixels, 1 at least. Bytes as Pillow's `resize(..., BILINEAR)` twice. */
export function resizeAndBack(image: RgbImage, factor: number): RgbImage {
  const { width, height } = image;
  const reduced = (side: number) => Math.max(1, Math.round(side * factor));
  return resizeBilinear(resizeBilinear(image, reduced(width), reduced(height)), width, height);
}
