/** Cuts images out of photographs: at random places and scales, mirrored or not, where there is detail. */
import { resizeBilinear } from '../../../core/images/resize-bilinear';
import type { RgbImage } from '../../../core/images/rgb-image';
import type { RandomStream } from '../../../core/random';
import { CROP, IMAGE_SIZE } from './settings';

/** A piece of `photograph`, IMAGE_SIZE pixels a side: the first with enough detail, else the best of all tried. */
export function cropPhotograph(photograph: RgbImage, random: RandomStream): RgbImage {
  let best = cropAnywhere(photograph, random);
  let bestDetail = detailOf(best);
  for (let attempt = 1; attempt < CROP.attempts && bestDetail < CROP.leastDetail; attempt += 1) {
    const image = cropAnywhere(photograph, random);
    const detail = detailOf(image);
    if (detail > bestDetail) [best, bestDetail] = [image, detail];
  }
  return best;
}

function cropAnywhere(photograph: RgbImage, random: RandomStream): RgbImage {
  const side = CROP.smallestSide + random.integer(CROP.largestSide - CROP.smallestSide + 1);
  const left = random.integer(photograph.width - side + 1);
  const top = random.integer(photograph.height - side + 1);
  const isMirrored = random.uniform() < 0.5;
  const pixels = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const from = ((top + y) * photograph.width + left + (isMirrored ? side - 1 - x : x)) * 3;
      const to = (y * side + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) pixels[to + channel] = photograph.pixels[from + channel] ?? 0;
    }
  }
  return resizeBilinear({ pixels, width: side, height: side }, IMAGE_SIZE, IMAGE_SIZE);
}

/** Mean absolute difference of neighbours, over the inner half of the image, in levels of green. */
function detailOf({ pixels, width, height }: RgbImage): number {
  let sum = 0;
  let count = 0;
  for (let y = height / 4; y < (height * 3) / 4; y += 1) {
    for (let x = width / 4; x < (width * 3) / 4; x += 1) {
      const at = (y * width + x) * 3 + 1;
      const here = pixels[at] ?? 0;
      sum += Math.abs(here - (pixels[at + 3] ?? 0)) + Math.abs(here - (pixels[at + width * 3] ?? 0));
      count += 2;
    }
  }
  return sum / count;
}
