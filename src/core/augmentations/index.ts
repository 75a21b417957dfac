/** Every augmentation, in the order in which they are applied: shape, light, what cameras and files do, what is hidden. */
import type { Augmentation } from './augmentation';
import { blur } from './blur';
import { brightness } from './brightness';
import { contrast } from './contrast';
import { cutmix } from './cutmix';
import { erasing } from './erasing';
import { flip } from './flip';
import { jpeg } from './jpeg';
import { noise } from './noise';
import { resize } from './resize';
import { rotation } from './rotation';

/** Batch augmentations say how images are read and what is pasted: mirroring comes before all others, pasting after them. */
export const augmentations: readonly Augmentation[] = [
  ...[flip, rotation],
  ...[brightness, contrast],
  ...[resize, blur, noise, jpeg],
  ...[erasing, cutmix],
];
