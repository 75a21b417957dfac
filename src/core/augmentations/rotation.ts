/** Rotation about the middle, as torchvision's `rotate` does it: bilinear, what comes from outside the image is black. */
import { z } from 'zod';
import type { RgbImage } from '../images/rgb-image';
import { defineImageAugmentation } from './augmentation';
import { drawBetween } from './draw-between';

const limits = 'DeepfakeBench: from -10 to 10 degrees.';

const parameters = z.object({
  rotationProbability: z.number().min(0).max(1).default(0).meta({
    label: 'Rotation probability',
    description: 'Chance that a training image is rotated; 0 switches it off.',
    source: 'DeepfakeBench: 0.',
  }),
  rotationMin: z.number().min(-180).max(180).default(-10).meta({
    label: 'Least rotation',
    description: 'The angle is drawn from here up to the greatest; positive turns are counter-clockwise.',
    source: limits,
    unit: 'degrees',
    atMostField: 'rotationMax',
  }),
  rotationMax: z.number().min(-180).max(180).default(10).meta({
    label: 'Greatest rotation',
    description: 'Upper end of the range of angles. Corners that come from outside the image are black.',
    source: limits,
    unit: 'degrees',
  }),
});

export const rotation = defineImageAugmentation({
  id: 'rotation',
  label: 'Rotation',
  parameters,
  probability: 'rotationProbability',
  rows: 'all',
  change: (image, random, { rotationMin, rotationMax }) => rotate(image, drawBetween(random, rotationMin, rotationMax)),
});

/** Counter-clockwise; each pixel is the bilinear mean of the four around the place that it comes from, rounded to bytes. */
export function rotate(image: RgbImage, degrees: number): RgbImage {
  const { width, height } = image;
  const target = new Uint8Array(width * height * 3);
  const cosine = Math.cos((degrees * Math.PI) / 180);
  const sine = Math.sin((degrees * Math.PI) / 180);
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  for (let row = 0; row < height; row++) {
    const y = row - middleY;
    for (let column = 0; column < width; column++) {
      const x = column - middleX;
      const from = { x: cosine * x - sine * y + middleX, y: sine * x + cosine * y + middleY };
      sample(image, from, { target, at: (row * width + column) * 3 });
    }
  }
  return { pixels: target, width, height };
}

/** Pixels outside of the image count as black. */
function sample(
  { pixels, width, height }: RgbImage,
  { x, y }: { x: number; y: number },
  { target, at }: { target: Uint8Array; at: number },
): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let row = top; row <= top + 1; row++) {
    if (row < 0 || row >= height) continue;
    for (let column = left; column <= left + 1; column++) {
      if (column < 0 || column >= width) continue;
      const weight = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
      const from = (row * width + column) * 3;
      red += weight * (pixels[from] ?? 0);
      green += weight * (pixels[from + 1] ?? 0);
      blue += weight * (pixels[from + 2] ?? 0);
    }
  }
  target[at] = red + 0.5;
  target[at + 1] = green + 0.5;
  target[at + 2] = blue + 0.5;
}
