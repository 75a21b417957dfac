/** Every augmentation, in the order in which they are applied: shape, light, what cameras and files do, what is hidden. */
import type { Augmentation } from './augmentation';
import { brightnessScaling } from './brightness-scaling';
import { contrastScaling } from './contrast-scaling';
import { cutmix } from './cutmix';
import { flip } from './flip';
import { gaussianBlur } from './gaussian-blur';
import { gaussianNoise } from './gaussian-noise';
import { jpegCompression } from './jpeg-compression';
import { randomErasing } from './random-erasing';
import { resizeBack } from './resize-and-back';
import { rotation } from './rotation';

/** Batch augmentations say how images are read and what is pasted: mirroring comes before all others, pasting after them. */
export const augmentations: readonly Augmentation[] = [
  ...[flip, rotation],
  ...[brightnessScaling, contrastScaling],
  ...[resizeBack, gaussianBlur, gaussianNoise, jpegCompression],
  ...[randomErasing, cutmix],
];
