/** Cuts images out of photographs: at random places and scales, mirrored or not, where there is detail. */
import { resizeBilinear } from '../../../core/images/resize-bilinear';
import type { RgbImage } from '../../../core/images/rgb-image';
import type { RandomStream } from '../../../core/random';
import { CROP, IMAGE_SIZE } from './settings';

/** A square piece of a photograph, in its pixels. */
interface Place {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

const WHOLE_IMAGE: Place = { left: 0, top: 0, side: IMAGE_SIZE };

/** A piece of `photograph`, IMAGE_SIZE pixels a side: the first with enough detail, else about the best of all tried. */
export function cropPhotograph(photograph: RgbImage, random: RandomStream): RgbImage {
  const image = findDetail(photograph, random);
  return random.uniform() < 0.5 ? mirror(image) : image;
}

function findDetail(photograph: RgbImage, random: RandomStream): RgbImage {
  let best = drawPlace(photograph, random);
  let bestDetail = -1;
  for (let attempt = 0; attempt < CROP.attempts; attempt += 1) {
    const place = attempt === 0 ? best : drawPlace(photograph, random);
    // Single pixels differ at least as much as the means that resizing makes of them: most places can be passed over
    // without resizing.
    const detail = detailOf(photograph, place);
    if (detail >= CROP.leastDetail) {
      const image = cut(photograph, place);
      if (detailOf(image, WHOLE_IMAGE) >= CROP.leastDetail) return image;
    }
    if (detail > bestDetail) [best, bestDetail] = [place, detail];
  }
  return cut(photograph, best);
}

function drawPlace(photograph: RgbImage, random: RandomStream): Place {
  const side = CROP.smallestSide + random.integer(CROP.largestSide - CROP.smallestSide + 1);
  return { side, left: random.integer(photograph.width - side + 1), top: random.integer(photograph.height - side + 1) };
}

function cut(photograph: RgbImage, { left, top, side }: Place): RgbImage {
  const pixels = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y += 1) {
    const from = ((top + y) * photograph.width + left) * 3;
    pixels.set(photograph.pixels.subarray(from, from + side * 3), y * side * 3);
  }
  return resizeBilinear({ pixels, width: side, height: side }, IMAGE_SIZE, IMAGE_SIZE);
}

function mirror({ pixels, width, height }: RgbImage): RgbImage {
  const mirrored = pixels.map((_, at) => {
    const x = Math.floor(at / 3) % width;
    return pixels[at + (width - 1 - 2 * x) * 3] ?? 0;
  });
  return { pixels: mirrored, width, height };
}

/**
 * Mean absolute difference of neighbours, in levels of green, over the inner half of the place: of single pixels on a
 * grid of IMAGE_SIZE a side, which for a finished image are all of its pixels.
 */
function detailOf({ pixels, width }: RgbImage, { left, top, side }: Place): number {
  const step = side / IMAGE_SIZE;
  const greenAt = (x: number, y: number) =>
    pixels[((top + Math.floor(y * step)) * width + left + Math.floor(x * step)) * 3 + 1] ?? 0;
  let sum = 0;
  let count = 0;
  for (let y = IMAGE_SIZE / 4; y < (IMAGE_SIZE * 3) / 4; y += 1) {
    for (let x = IMAGE_SIZE / 4; x < (IMAGE_SIZE * 3) / 4; x += 1) {
      const here = greenAt(x, y);
      sum += Math.abs(here - greenAt(x + 1, y)) + Math.abs(here - greenAt(x, y + 1));
      count += 2;
    }
  }
  return sum / count;
}
