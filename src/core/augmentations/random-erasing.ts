/** Random erasing (Zhong et al., 2020), with torchvision's way of drawing the box. */
import { z } from 'zod';
import type { RgbImage } from '../images/rgb-image';
import type { RandomStream } from '../random';
import { defineImageAugmentation, type Box } from './augmentation';
import { drawBetween } from './draw-between';

const areas = 'torchvision: 0.02 to 0.33. Zhong et al.: 0.02 to 0.4.';
const ratios = 'Zhong et al. and torchvision: 0.3 to 3.3.';

const parameters = z.object({
  erasingProbability: z.number().min(0).max(1).default(0).meta({
    label: 'Erasing probability',
    description: 'Chance that a box of a training image is erased; 0 switches it off.',
    source: 'Ours: off. Zhong et al. and torchvision: 0.5.',
  }),
  erasingAreaMin: z.number().min(0.001).max(1).default(0.02).meta({
    label: 'Least erased area',
    description: "The box's share of the image is drawn from here up to the greatest.",
    source: areas,
    atMostField: 'erasingAreaMax',
  }),
  erasingAreaMax: z.number().min(0.001).max(1).default(0.33).meta({
    label: 'Greatest erased area',
    description: 'Upper end of the range of shares.',
    source: areas,
  }),
  erasingRatioMin: z.number().min(0.01).max(100).default(0.3).meta({
    label: 'Least erased ratio',
    description: 'Height by width of the box is drawn from here up to the greatest, evenly in its logarithm.',
    source: ratios,
    atMostField: 'erasingRatioMax',
  }),
  erasingRatioMax: z.number().min(0.01).max(100).default(3.3).meta({
    label: 'Greatest erased ratio',
    description: 'Upper end of the range of ratios.',
    source: ratios,
  }),
  erasingFill: z.enum(['random', 'black']).default('random').meta({
    label: 'Erased box',
    description: 'A random byte for every channel of its pixels, or black.',
    source: 'Zhong et al.: random does best. torchvision: 0.',
  }),
});

export const randomErasing = defineImageAugmentation({
  id: 'random-erasing',
  label: 'Random erasing',
  parameters,
  probability: 'erasingProbability',
  rows: 'all',
  change(image, random, options) {
    const box = drawErasedBox(image, random, options);
    return box ? erase(image, box, options.erasingFill === 'random' ? () => random.integer(256) : () => 0) : image;
  },
});

/** Boxes that do not fit are drawn again; after so many the image stays as it is. */
const attempts = 10;

type ErasedRange = Omit<z.infer<typeof parameters>, 'erasingProbability' | 'erasingFill'>;

/** torchvision's `RandomErasing.get_params`: sides sqrt(area ratio) by sqrt(area / ratio), rounded; smaller than the image both. */
export function drawErasedBox({ width, height }: RgbImage, random: RandomStream, range: ErasedRange): Box | null {
  const { erasingAreaMin, erasingAreaMax, erasingRatioMin, erasingRatioMax } = range;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const area = width * height * drawBetween(random, erasingAreaMin, erasingAreaMax);
    const ratio = Math.exp(drawBetween(random, Math.log(erasingRatioMin), Math.log(erasingRatioMax)));
    const boxHeight = Math.round(Math.sqrt(area * ratio));
    const boxWidth = Math.round(Math.sqrt(area / ratio));
    if (boxHeight >= height || boxWidth >= width) continue;
    const top = random.integer(height - boxHeight + 1);
    const left = random.integer(width - boxWidth + 1);
    return { top, left, bottom: top + boxHeight, right: left + boxWidth };
  }
  return null;
}

/** `fill` is asked for each byte of the box, row by row. */
export function erase({ pixels, ...sides }: RgbImage, box: Box, fill: () => number): RgbImage {
  const erased = pixels.slice();
  for (let row = box.top; row < box.bottom; row++) {
    const start = row * sides.width;
    for (let at = (start + box.left) * 3; at < (start + box.right) * 3; at++) erased[at] = fill();
  }
  return { ...sides, pixels: erased };
}
