/**
 * Depthwise convolution of padded feature maps (no output sees beyond them) with filters of 3x3 and 5x5 at strides 1 and 2:
 * four neighbouring outputs at a time, so that every pixel that is loaded serves several of them. Channels go by eight.
 */
import { multiplyAdd } from './arithmetic';
import {
  convolveFour3x1,
  convolveFour3x2,
  convolveFour5x1,
  convolveFour5x2,
  sumTaps3x1,
  sumTaps3x2,
  sumTaps5x1,
  sumTaps5x2,
} from './generated/padded-rows';

/** Copies one image [height, width, channels] into the middle of zeros [outerHeight, outerWidth, channels]. */
export function padImage(
  image: usize,
  padded: usize,
  height: i32,
  width: i32,
  channels: i32,
  outerHeight: i32,
  outerWidth: i32,
  top: i32,
  left: i32,
): void {
  const pixel = (<usize>channels) << 2;
  memory.fill(padded, 0, <usize>(outerHeight * outerWidth) * pixel);
  for (let row = 0; row < height; row++) {
    const line = (row + top) * outerWidth + left;
    memory.copy(padded + <usize>line * pixel, image + <usize>(row * width) * pixel, <usize>width * pixel);
  }
}

/** The filter [taps, channels] with its taps in reverse order, which turns a convolution into its input's gradient. */
export function reverseTaps(filter: usize, reversed: usize, taps: i32, channels: i32): void {
  const pixel = (<usize>channels) << 2;
  for (let tap = 0; tap < taps; tap++) {
    memory.copy(reversed + <usize>(taps - 1 - tap) * pixel, filter + <usize>tap * pixel, pixel);
  }
}

/** output[outHeight, outWidth, channels] of one padded image; the filter is [size, size, channels]. */
export function convolvePadded(
  padded: usize,
  paddedWidth: i32,
  filter: usize,
  output: usize,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  size: i32,
  stride: i32,
): void {
  const pixel = (<usize>channels) << 2;
  for (let row = 0; row < outHeight; row++) {
    const source = padded + <usize>(row * stride * paddedWidth) * pixel;
    const target = output + <usize>(row * outWidth) * pixel;
    for (let channel = 0; channel < channels; channel += 8) {
      const shift = (<usize>channel) << 2;
      let column = 0;
      for (; column + 4 <= outWidth; column += 4) {
        const from = source + <usize>(column * stride) * pixel + shift;
        const to = target + <usize>column * pixel + shift;
        const rowBytes = <usize>paddedWidth * pixel;
        if (size === 3) {
          if (stride === 1) convolveFour3x1(from, rowBytes, filter + shift, to, pixel);
          else convolveFour3x2(from, rowBytes, filter + shift, to, pixel);
        } else {
          if (stride === 1) convolveFour5x1(from, rowBytes, filter + shift, to, pixel);
          else convolveFour5x2(from, rowBytes, filter + shift, to, pixel);
        }
      }
      for (; column < outWidth; column++) {
        const from = source + <usize>(column * stride) * pixel + shift;
        one(from, <usize>paddedWidth * pixel, filter + shift, target + <usize>column * pixel + shift, pixel, size);
      }
    }
  }
}

/** Adds the gradient of the filter of one padded image to `gradient` [size, size, channels]. */
export function filterGradientPadded(
  padded: usize,
  paddedWidth: i32,
  outputGradient: usize,
  gradient: usize,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  size: i32,
  stride: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const rowBytes = <usize>paddedWidth * pixel;
  for (let channel = 0; channel < channels; channel += 8) {
    const shift = (<usize>channel) << 2;
    for (let y = 0; y < size; y++) {
      const source = padded + <usize>y * rowBytes + shift;
      const sums = gradient + <usize>(y * size) * pixel + shift;
      if (size === 3) {
        if (stride === 1) sumTaps3x1(source, rowBytes, outputGradient + shift, sums, pixel, outHeight, outWidth);
        else sumTaps3x2(source, 2 * rowBytes, outputGradient + shift, sums, pixel, outHeight, outWidth);
      } else {
        if (stride === 1) sumTaps5x1(source, rowBytes, outputGradient + shift, sums, pixel, outHeight, outWidth);
        else sumTaps5x2(source, 2 * rowBytes, outputGradient + shift, sums, pixel, outHeight, outWidth);
      }
    }
  }
}

/** One output of eight channels. */
function one(from: usize, rowBytes: usize, filter: usize, to: usize, pixel: usize, size: i32): void {
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  for (let y = 0; y < size; y++) {
    let at = from;
    for (let x = 0; x < size; x++) {
      sum0 = multiplyAdd(v128.load(at), v128.load(filter), sum0);
      sum1 = multiplyAdd(v128.load(at, 16), v128.load(filter, 16), sum1);
      at += pixel;
      filter += pixel;
    }
    from += rowBytes;
  }
  v128.store(to, sum0);
  v128.store(to, sum1, 16);
}
