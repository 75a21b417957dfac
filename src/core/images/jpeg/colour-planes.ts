/**
 * An image as a plane of brightness and two of colour at half the resolution (4:2:0), and back, in the whole numbers of
 * libjpeg (jccolor.c, jcsample.c, jdsample.c with "fancy upsampling", jdcolor.c).
 */
import type { RgbImage } from '../rgb-image';

/** Bytes row by row. */
export interface Plane {
  readonly samples: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Sides are whole blocks of 8; beyond the image the last samples go on. */
export interface ColourPlanes {
  readonly luminance: Plane;
  readonly blue: Plane;
  readonly red: Plane;
}

/** value 2^16, rounded. */
const fixed = (value: number) => Math.floor(value * 65_536 + 0.5);
const half = 1 << 15;

const weights = {
  redInLuminance: fixed(0.299),
  greenInLuminance: fixed(0.587),
  blueInLuminance: fixed(0.114),
  redInBlue: fixed(0.16874),
  greenInBlue: fixed(0.33126),
  greenInRed: fixed(0.41869),
  blueInRed: fixed(0.08131),
  own: fixed(0.5),
  redOfRed: fixed(1.402),
  greenOfBlue: fixed(0.34414),
  greenOfRed: fixed(0.71414),
  blueOfBlue: fixed(1.772),
};

export function toPlanes({ pixels, width, height }: RgbImage): ColourPlanes {
  const count = width * height;
  const [luminance, blue, red] = [new Uint8Array(count), new Uint8Array(count), new Uint8Array(count)];
  // Cut rather than rounded, so that 0.5 (255) + 128 stays a byte.
  const centre = (128 << 16) + half - 1;
  for (let pixel = 0; pixel < count; pixel++) {
    const r = pixels[pixel * 3] ?? 0;
    const g = pixels[pixel * 3 + 1] ?? 0;
    const b = pixels[pixel * 3 + 2] ?? 0;
    luminance[pixel] =
      (weights.redInLuminance * r + weights.greenInLuminance * g + weights.blueInLuminance * b + half) >> 16;
    blue[pixel] = (-weights.redInBlue * r - weights.greenInBlue * g + weights.own * b + centre) >> 16;
    red[pixel] = (weights.own * r - weights.greenInRed * g - weights.blueInRed * b + centre) >> 16;
  }
  const of = (samples: Uint8Array): Plane => ({ samples, width, height });
  return { luminance: padded(of(luminance)), blue: padded(halved(of(blue))), red: padded(halved(of(red))) };
}

/** Sides of whole blocks. */
const toBlocks = (side: number) => Math.ceil(side / 8) * 8;

/** Means of two by two; halves are rounded up and down in turn, so that the colours do not drift. To the right the last pixel goes on. */
function halved({ samples, width, height }: Plane): Plane {
  const target = { width: toBlocks(Math.ceil(width / 2)), height: Math.ceil(height / 2) };
  const means = new Uint8Array(target.width * target.height);
  for (let y = 0; y < target.height; y++) {
    const upper = 2 * y * width;
    const lower = Math.min(2 * y + 1, height - 1) * width;
    for (let x = 0; x < target.width; x++) {
      const left = Math.min(2 * x, width - 1);
      const right = Math.min(2 * x + 1, width - 1);
      const sum =
        (samples[upper + left] ?? 0) +
        (samples[upper + right] ?? 0) +
        (samples[lower + left] ?? 0) +
        (samples[lower + right] ?? 0);
      means[y * target.width + x] = (sum + 1 + (x & 1)) >> 2;
    }
  }
  return { samples: means, ...target };
}

/** The last column and the last row go on. */
function padded(plane: Plane): Plane {
  const width = toBlocks(plane.width);
  const height = toBlocks(plane.height);
  if (width === plane.width && height === plane.height) return plane;
  const samples = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.min(y, plane.height - 1) * plane.width;
    for (let x = 0; x < width; x++) {
      samples[y * width + x] = plane.samples[row + Math.min(x, plane.width - 1)] ?? 0;
    }
  }
  return { samples, width, height };
}

export function fromPlanes(planes: ColourPlanes, { width, height }: Pick<RgbImage, 'width' | 'height'>): RgbImage {
  const pixels = new Uint8Array(width * height * 3);
  const clamped = new Uint8ClampedArray(pixels.buffer);
  const [blue, red] = [new Uint8Array(width), new Uint8Array(width)];
  const sums = new Int32Array(Math.ceil(width / 2));
  for (let y = 0; y < height; y++) {
    enlargeRow(planes.blue, y, { target: blue, height, sums });
    enlargeRow(planes.red, y, { target: red, height, sums });
    for (let x = 0; x < width; x++) {
      const luminance = planes.luminance.samples[y * planes.luminance.width + x] ?? 0;
      const ofBlue = (blue[x] ?? 0) - 128;
      const ofRed = (red[x] ?? 0) - 128;
      const at = (y * width + x) * 3;
      clamped[at] = luminance + ((weights.redOfRed * ofRed + half) >> 16);
      clamped[at + 1] = luminance + ((half - weights.greenOfBlue * ofBlue - weights.greenOfRed * ofRed) >> 16);
      clamped[at + 2] = luminance + ((weights.blueOfBlue * ofBlue + half) >> 16);
    }
  }
  return { pixels, width, height };
}

/** Row `y` of the whole image: 3/4 of the nearer sample and 1/4 of the further one, both ways. */
function enlargeRow(
  plane: Plane,
  y: number,
  { target, height, sums }: { target: Uint8Array; height: number; sums: Int32Array },
): void {
  const nearer = y >> 1;
  const last = Math.ceil(height / 2) - 1;
  const further = Math.min(last, Math.max(0, (y & 1) === 0 ? nearer - 1 : nearer + 1));
  for (let x = 0; x < sums.length; x++) {
    sums[x] = 3 * (plane.samples[nearer * plane.width + x] ?? 0) + (plane.samples[further * plane.width + x] ?? 0);
  }
  for (let x = 0; x < target.length; x++) {
    const own = x >> 1;
    const other = (x & 1) === 0 ? Math.max(0, own - 1) : Math.min(sums.length - 1, own + 1);
    target[x] = (3 * (sums[own] ?? 0) + (sums[other] ?? 0) + ((x & 1) === 0 ? 8 : 7)) >> 4;
  }
}
