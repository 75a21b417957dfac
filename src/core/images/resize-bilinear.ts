/** Bilinear resizing that gives the same bytes as PIL's `Image.resize(size, BILINEAR)` on 8-bit RGB. */
import type { RgbImage } from './rgb-image';

/** Weights are integers with this many fraction bits: 32, less 8 for the pixel, less 2 of headroom (as in PIL). */
const PRECISION_BITS = 22;
const HALF = 1 << (PRECISION_BITS - 1);

/** For each output position: where its window begins, how long it is, and its weights in a row of `stride`. */
interface Windows {
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  readonly weights: Int32Array;
  readonly stride: number;
}

/**
 * The image at another size. Reducing averages over the whole area that falls on an output pixel (anti-aliased), as PIL
 * and torchvision do; a plain two-tap bilinear would alias. The horizontal pass comes first, and each pass rounds to
 * bytes. An image that has the size already is returned as it is.
 *
 * Source: Pillow, src/libImaging/Resample.c (`ImagingResample`, 8 bits per channel).
 */
export function resizeBilinear(image: RgbImage, width: number, height: number): RgbImage {
  checkSide('width', width);
  checkSide('height', height);
  const narrowed = image.width === width ? image : resizeRows(image, width);
  return narrowed.height === height ? narrowed : resizeColumns(narrowed, height);
}

function resizeRows(image: RgbImage, width: number): RgbImage {
  const { starts, lengths, weights, stride } = triangleWindows(image.width, width);
  const { pixels: source, height } = image;
  const target = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const row = y * image.width * 3;
    for (let x = 0; x < width; x += 1) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      const length = lengths[x] ?? 0;
      let at = row + (starts[x] ?? 0) * 3;
      for (let tap = 0; tap < length; tap += 1) {
        const weight = weights[x * stride + tap] ?? 0;
        red += (source[at] ?? 0) * weight;
        green += (source[at + 1] ?? 0) * weight;
        blue += (source[at + 2] ?? 0) * weight;
        at += 3;
      }
      const to = (y * width + x) * 3;
      target[to] = toByte(red);
      target[to + 1] = toByte(green);
      target[to + 2] = toByte(blue);
    }
  }
  return { pixels: target, width, height };
}

function resizeColumns(image: RgbImage, height: number): RgbImage {
  const { starts, lengths, weights, stride } = triangleWindows(image.height, height);
  const { pixels: source, width } = image;
  const rowBytes = width * 3;
  const target = new Uint8Array(rowBytes * height);
  const sums = new Int32Array(rowBytes);
  for (let y = 0; y < height; y += 1) {
    sums.fill(HALF);
    const length = lengths[y] ?? 0;
    for (let tap = 0; tap < length; tap += 1) {
      const weight = weights[y * stride + tap] ?? 0;
      const row = ((starts[y] ?? 0) + tap) * rowBytes;
      for (let at = 0; at < rowBytes; at += 1) sums[at] = (sums[at] ?? 0) + (source[row + at] ?? 0) * weight;
    }
    for (let at = 0; at < rowBytes; at += 1) target[y * rowBytes + at] = toByte(sums[at] ?? 0);
  }
  return { pixels: target, width, height };
}

/** Pillow's `precompute_coeffs` with its triangle filter, then `normalize_coeffs_8bpc`. */
function triangleWindows(from: number, to: number): Windows {
  const scale = from / to;
  // Reducing widens the filter to the area of an output pixel; enlarging keeps two taps.
  const support = Math.max(scale, 1);
  const stride = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(to);
  const lengths = new Int32Array(to);
  const weights = new Int32Array(to * stride);
  for (let position = 0; position < to; position += 1) {
    const center = (position + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(from, Math.trunc(center + support + 0.5));
    let sum = 0;
    for (let pixel = start; pixel < end; pixel += 1) sum += triangle((pixel - center + 0.5) * (1 / support));
    starts[position] = start;
    lengths[position] = end - start;
    for (let pixel = start; pixel < end; pixel += 1) {
      const share = triangle((pixel - center + 0.5) * (1 / support)) / sum;
      weights[position * stride + pixel - start] = Math.trunc(0.5 + share * 2 ** PRECISION_BITS);
    }
  }
  return { starts, lengths, weights, stride };
}

function triangle(distance: number): number {
  return Math.max(0, 1 - Math.abs(distance));
}

/** Weights sum to one within rounding, so a sum can pass 255 by a little but never reaches 2^31. */
function toByte(sum: number): number {
  const value = sum >> PRECISION_BITS;
  return value > 255 ? 255 : value;
}

function checkSide(name: string, side: number): void {
  if (!Number.isInteger(side) || side < 1) {
    throw new RangeError(`An image's ${name} must be a whole number of pixels from 1 up, not ${String(side)}.`);
  }
}
