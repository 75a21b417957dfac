/** One image under one corruption, as `shared/robustness.ts` defines them. */
import { AppError } from '../../shared/errors';
import type { Corruption } from '../../shared/robustness';
import { scaleBrightness } from '../augmentations/brightness-scaling';
import { blurGaussian } from '../augmentations/gaussian-blur';
import { addNoise } from '../augmentations/gaussian-noise';
import { resizeAndBack } from '../augmentations/resize-and-back';
import { compressJpeg } from '../images/jpeg/compress-jpeg';
import type { RgbImage } from '../images/rgb-image';
import { randomStream } from '../random';

export interface CorruptionLevel {
  readonly corruption: Corruption;
  /** In the corruption's own unit; 0 leaves the image as it is. */
  readonly strength: number;
}

export interface NoiseSource {
  readonly seed: number;
  /** What the image is called: its noise hangs on the seed and this name alone. */
  readonly file: string;
}

/**
 * At the image's own size, before it is resized for a network. At strength 0 it is the image itself. The noise of an image
 * is the same pattern at every strength, multiplied by it, so that strengths differ by nothing else. Throws AppError
 * 'bad-input' that names an image which is too small for JPEG.
 */
export function corruptImage(image: RgbImage, { corruption, strength }: CorruptionLevel, noise: NoiseSource): RgbImage {
  if (strength === 0) return image;
  switch (corruption) {
    case 'jpeg':
      refuseTiny(image, noise.file);
      return compressJpeg(image, 100 - strength);
    case 'blur':
      return blurGaussian(image, strength);
    case 'noise':
      return addNoise(image, randomStream(noise.seed, 'robustness', noise.file), strength);
    case 'resize':
      return resizeAndBack(image, 1 - strength / 100);
    case 'brightness':
      return scaleBrightness(image, 1 + strength / 100);
  }
}

function refuseTiny({ width, height }: RgbImage, file: string): void {
  if (Math.min(width, height) > 4) return;
  const way = 'Leave JPEG out, or take the image out of the folder.';
  throw new AppError(
    'bad-input',
    `Image "${file}" has ${width} x ${height} pixels; JPEG needs more than 4 a side. ${way}`,
  );
}
