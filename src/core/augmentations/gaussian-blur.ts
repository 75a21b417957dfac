/** Gaussian blur: weights and reflected borders as torchvision and OpenCV have them, a kernel as long as OpenCV makes it. */
import { z } from 'zod';
import type { RgbImage } from '../images/rgb-image';
import { defineImageAugmentation } from './augmentation';
import { drawBetween } from './draw-between';

const limits = 'Wang et al. 2020 (CNNDetection): sigma from 0 to 3.';

const parameters = z.object({
  blurProbability: z.number().min(0).max(1).default(0).meta({
    label: 'Blur probability',
    description: 'Chance that a training image is blurred; 0 switches it off.',
    source: 'Ours: off. Wang et al. 2020: 0.1 or 0.5.',
  }),
  blurSigmaMin: z.number().min(0).max(10).default(0).meta({
    label: 'Least blur',
    description: 'The standard deviation of the Gaussian is drawn from here up to the greatest.',
    source: limits,
    unit: 'pixels',
    atMostField: 'blurSigmaMax',
  }),
  blurSigmaMax: z.number().min(0).max(10).default(3).meta({
    label: 'Greatest blur',
    description: 'Upper end of the range of standard deviations; 0 leaves the image as it is.',
    source: limits,
    unit: 'pixels',
  }),
});

export const gaussianBlur = defineImageAugmentation({
  id: 'gaussian-blur',
  label: 'Gaussian blur',
  parameters,
  probability: 'blurProbability',
  rows: 'all',
  change: (image, random, { blurSigmaMin, blurSigmaMax }) =>
    blurGaussian(image, drawBetween(random, blurSigmaMin, blurSigmaMax)),
});

/** Rows and then columns, in floats; rounded to bytes once at the end. */
export function blurGaussian(image: RgbImage, sigma: number): RgbImage {
  const weights = gaussianWeights(sigma);
  if (weights.length === 1) return image;
  return blurColumns(blurRows(image, weights), image, weights);
}

/** exp(-x^2 / 2 sigma^2) over x = -r..r, summing to 1; 2r + 1 is 6 sigma + 1 rounded, made odd (OpenCV, 8 bits). */
function gaussianWeights(sigma: number): Float64Array {
  const radius = Math.floor(Math.round(6 * sigma + 1) / 2);
  const shares = Float64Array.from({ length: 2 * radius + 1 }, (_, tap) =>
    radius === 0 ? 1 : Math.exp(-((tap - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = shares.reduce((total, share) => total + share);
  return shares.map((share) => share / sum);
}

function blurRows({ pixels, width, height }: RgbImage, weights: Float64Array): Float32Array {
  const radius = (weights.length - 1) / 2;
  const blurred = new Float32Array(pixels.length);
  // A row with its reflected ends, so that the inner loop has no borders.
  const row = new Float32Array((width + 2 * radius) * 3);
  for (let y = 0; y < height; y++) {
    for (let x = -radius; x < width + radius; x++) {
      const from = (y * width + reflected(x, width)) * 3;
      for (let channel = 0; channel < 3; channel++) row[(x + radius) * 3 + channel] = pixels[from + channel] ?? 0;
    }
    for (let at = 0; at < width * 3; at++) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++) sum += (weights[tap] ?? 0) * (row[at + tap * 3] ?? 0);
      blurred[y * width * 3 + at] = sum;
    }
  }
  return blurred;
}

function blurColumns(rows: Float32Array, { width, height }: RgbImage, weights: Float64Array): RgbImage {
  const radius = (weights.length - 1) / 2;
  const length = width * 3;
  const pixels = new Uint8Array(rows.length);
  const sums = new Float32Array(length);
  for (let y = 0; y < height; y++) {
    // What is cut off below is rounded to the nearest.
    sums.fill(0.5);
    weights.forEach((weight, tap) => {
      const from = reflected(y + tap - radius, height) * length;
      for (let at = 0; at < length; at++) sums[at] = (sums[at] ?? 0) + weight * (rows[from + at] ?? 0);
    });
    for (let at = 0; at < length; at++) pixels[y * length + at] = Math.min(255, sums[at] ?? 0);
  }
  return { pixels, width, height };
}

/** Mirrored at the outermost pixels, which are not repeated. */
function reflected(place: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const inPeriod = ((place % period) + period) % period;
  return inPeriod < length ? inPeriod : period - inPeriod;
}
