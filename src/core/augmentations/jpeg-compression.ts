/** JPEG compression at a quality drawn from a range: colours at half the resolution (4:2:0), as most cameras and sites save them. */
import { z } from 'zod';
import { compressJpeg } from '../images/jpeg/compress-jpeg';
import { defineImageAugmentation } from './augmentation';
import { drawWholeBetween } from './draw-between';

const limits = 'Wang et al. 2020 (CNNDetection): 30 to 100. DeepfakeBench: 40 to 100.';

const parameters = z.object({
  jpegProbability: z.number().min(0).max(1).default(0).meta({
    label: 'JPEG probability',
    description: 'Chance that a training image is compressed as JPEG and read again; 0 switches it off.',
    source: 'Ours: off. Wang et al. 2020: 0.1 or 0.5.',
  }),
  jpegQualityMin: z.int().min(1).max(100).default(30).meta({
    label: 'Least JPEG quality',
    description: "libjpeg's quality is drawn from here up to the greatest, both included.",
    source: limits,
    atMostField: 'jpegQualityMax',
  }),
  jpegQualityMax: z.int().min(1).max(100).default(100).meta({
    label: 'Greatest JPEG quality',
    description: 'Upper end of the range of qualities; colours have half the resolution at every quality (4:2:0).',
    source: limits,
  }),
});

export const jpegCompression = defineImageAugmentation({
  id: 'jpeg-compression',
  label: 'JPEG compression',
  parameters,
  probability: 'jpegProbability',
  rows: 'all',
  change: (image, random, { jpegQualityMin, jpegQualityMax }) =>
    compressJpeg(image, drawWholeBetween(random, jpegQualityMin, jpegQualityMax)),
});
