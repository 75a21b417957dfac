/** Draws one image of the demo: a piece of a photograph, manipulated where it is to be fake. */
import type { RgbImage } from '../../../core/images/rgb-image';
import { randomStream } from '../../../core/random';
import type { ClassName, SplitName } from '../../../shared/task';
import { cropPhotograph } from './crop';
import { drawEllipse } from './ellipse';
import { blend } from './layer';
import type { Manipulation } from './manipulation';

export interface ImagePlace {
  readonly seed: number;
  readonly split: SplitName;
  readonly className: ClassName;
  readonly index: number;
}

/**
 * The image at a place: the same arguments give the same bytes, whatever was drawn before.
 * `photographs` are those of the split, at least two; they take turns.
 */
export function drawImage(
  photographs: readonly RgbImage[],
  manipulation: Manipulation,
  { seed, split, className, index }: ImagePlace,
): RgbImage {
  const random = randomStream(seed, 'demo', manipulation.task, split, className, index);
  const image = cropPhotograph(pick(photographs, index), random);
  if (className === 'real') return image;
  const mask = drawEllipse(image.width, random);
  const cropDonor = () => cropPhotograph(pick(photographs, index + 1 + random.integer(photographs.length - 1)), random);
  return blend(image, manipulation.alter(image, { mask, random, cropDonor }), mask);
}

function pick(photographs: readonly RgbImage[], index: number): RgbImage {
  const photograph = photographs[index % photographs.length];
  if (photograph === undefined) throw new RangeError('A split of the demo has no photographs.');
  return photograph;
}
