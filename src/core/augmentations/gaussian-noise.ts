/** Gaussian noise: every channel of every pixel gets a draw of its own. */
import { z } from 'zod';
import type { RgbImage } from '../images/rgb-image';
import type { RandomStream } from '../random';
import { defineImageAugmentation } from './augmentation';
import { drawBetween } from './draw-between';

const limits = 'Albumentations 1.3: a variance from 10 to 50, so 3.2 to 7.1.';

const parameters = z.object({
  noiseProbability: z.number().min(0).max(1).default(0).meta({
    label: 'Noise probability',
    description: 'Chance that a training image gets noise; 0 switches it off.',
    source: 'Ours: off.',
  }),
  noiseSigmaMin: z.number().min(0).max(128).default(3).meta({
    label: 'Least noise',
    description: 'The standard deviation of the noise is drawn from here up to the greatest, in bytes (0 to 255).',
    source: limits,
    atMostField: 'noiseSigmaMax',
  }),
  noiseSigmaMax: z.number().min(0).max(128).default(7).meta({
    label: 'Greatest noise',
    description: 'Upper end of the range of standard deviations; 0 leaves the image as it is.',
    source: limits,
  }),
});

export const gaussianNoise = defineImageAugmentation({
  id: 'gaussian-noise',
  label: 'Gaussian noise',
  parameters,
  probability: 'noiseProbability',
  rows: 'all',
  change: (image, random, { noiseSigmaMin, noiseSigmaMax }) =>
    addNoise(image, random, drawBetween(random, noiseSigmaMin, noiseSigmaMax)),
});

/** byte + sigma n, n standard normal, rounded to a byte; in the order of the bytes. */
export function addNoise({ pixels, ...sides }: RgbImage, random: RandomStream, sigma: number): RgbImage {
  // Assigning to it rounds, and keeps values from 0 to 255.
  const noisy = Uint8ClampedArray.from(pixels);
  for (let at = 0; at < noisy.length; at++) noisy[at] = (noisy[at] ?? 0) + sigma * random.normal();
  return { ...sides, pixels: new Uint8Array(noisy.buffer) };
}
