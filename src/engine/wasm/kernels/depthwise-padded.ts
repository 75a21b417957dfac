/**
 * Depthwise convolution of padded maps (no output sees beyond them) with filters of 3x3 and 5x5 at strides 1 and 2: four
 * neighbouring outputs at a time, so that every pixel that is loaded serves several of them. Channels go by eight.
 */
import { multiplyAdd } from './arithmetic';

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
          if (stride === 1) four3x1(from, rowBytes, filter + shift, to, pixel);
          else four3x2(from, rowBytes, filter + shift, to, pixel);
        } else {
          if (stride === 1) four5x1(from, rowBytes, filter + shift, to, pixel);
          else four5x2(from, rowBytes, filter + shift, to, pixel);
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
  outer: usize,
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
        if (stride === 1) sums3x1(source, rowBytes, outer + shift, sums, pixel, outHeight, outWidth);
        else sums3x2(source, 2 * rowBytes, outer + shift, sums, pixel, outHeight, outWidth);
      } else {
        if (stride === 1) sums5x1(source, rowBytes, outer + shift, sums, pixel, outHeight, outWidth);
        else sums5x2(source, 2 * rowBytes, outer + shift, sums, pixel, outHeight, outWidth);
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

/** Four outputs of eight channels: 3x3, stride 1. */
function four3x1(from: usize, rowBytes: usize, filter: usize, to: usize, pixel: usize): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  for (let y = 0; y < 3; y++) {
    const w00 = v128.load(filter);
    const w01 = v128.load(filter, 16);
    filter += pixel;
    const w10 = v128.load(filter);
    const w11 = v128.load(filter, 16);
    filter += pixel;
    const w20 = v128.load(filter);
    const w21 = v128.load(filter, 16);
    filter += pixel;
    let at = from;
    let x0 = v128.load(at);
    let x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w00, s00);
    s01 = multiplyAdd(x1, w01, s01);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w10, s00);
    s01 = multiplyAdd(x1, w11, s01);
    s10 = multiplyAdd(x0, w00, s10);
    s11 = multiplyAdd(x1, w01, s11);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w20, s00);
    s01 = multiplyAdd(x1, w21, s01);
    s10 = multiplyAdd(x0, w10, s10);
    s11 = multiplyAdd(x1, w11, s11);
    s20 = multiplyAdd(x0, w00, s20);
    s21 = multiplyAdd(x1, w01, s21);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s10 = multiplyAdd(x0, w20, s10);
    s11 = multiplyAdd(x1, w21, s11);
    s20 = multiplyAdd(x0, w10, s20);
    s21 = multiplyAdd(x1, w11, s21);
    s30 = multiplyAdd(x0, w00, s30);
    s31 = multiplyAdd(x1, w01, s31);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s20 = multiplyAdd(x0, w20, s20);
    s21 = multiplyAdd(x1, w21, s21);
    s30 = multiplyAdd(x0, w10, s30);
    s31 = multiplyAdd(x1, w11, s31);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s30 = multiplyAdd(x0, w20, s30);
    s31 = multiplyAdd(x1, w21, s31);
    from += rowBytes;
  }
  v128.store(to, s00);
  v128.store(to, s01, 16);
  to += pixel;
  v128.store(to, s10);
  v128.store(to, s11, 16);
  to += pixel;
  v128.store(to, s20);
  v128.store(to, s21, 16);
  to += pixel;
  v128.store(to, s30);
  v128.store(to, s31, 16);
}

/** Sums of one row of taps over all outputs, eight channels: 3 taps, stride 1. */
function sums3x1(
  source: usize,
  rowBytes: usize,
  outer: usize,
  sums: usize,
  pixel: usize,
  outHeight: i32,
  outWidth: i32,
): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  for (let row = 0; row < outHeight; row++) {
    let from = source;
    let column = 0;
    for (; column + 4 <= outWidth; column += 4) {
      const g00 = v128.load(outer);
      const g01 = v128.load(outer, 16);
      outer += pixel;
      const g10 = v128.load(outer);
      const g11 = v128.load(outer, 16);
      outer += pixel;
      const g20 = v128.load(outer);
      const g21 = v128.load(outer, 16);
      outer += pixel;
      const g30 = v128.load(outer);
      const g31 = v128.load(outer, 16);
      outer += pixel;
      let at = from;
      let x0 = v128.load(at);
      let x1 = v128.load(at, 16);
      s00 = multiplyAdd(x0, g00, s00);
      s01 = multiplyAdd(x1, g01, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s10 = multiplyAdd(x0, g00, s10);
      s11 = multiplyAdd(x1, g01, s11);
      s00 = multiplyAdd(x0, g10, s00);
      s01 = multiplyAdd(x1, g11, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s20 = multiplyAdd(x0, g00, s20);
      s21 = multiplyAdd(x1, g01, s21);
      s10 = multiplyAdd(x0, g10, s10);
      s11 = multiplyAdd(x1, g11, s11);
      s00 = multiplyAdd(x0, g20, s00);
      s01 = multiplyAdd(x1, g21, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s20 = multiplyAdd(x0, g10, s20);
      s21 = multiplyAdd(x1, g11, s21);
      s10 = multiplyAdd(x0, g20, s10);
      s11 = multiplyAdd(x1, g21, s11);
      s00 = multiplyAdd(x0, g30, s00);
      s01 = multiplyAdd(x1, g31, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s20 = multiplyAdd(x0, g20, s20);
      s21 = multiplyAdd(x1, g21, s21);
      s10 = multiplyAdd(x0, g30, s10);
      s11 = multiplyAdd(x1, g31, s11);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s20 = multiplyAdd(x0, g30, s20);
      s21 = multiplyAdd(x1, g31, s21);
      from += 4 * pixel;
    }
    for (; column < outWidth; column++) {
      const g0 = v128.load(outer);
      const g1 = v128.load(outer, 16);
      outer += pixel;
      let at = from;
      s00 = multiplyAdd(v128.load(at), g0, s00);
      s01 = multiplyAdd(v128.load(at, 16), g1, s01);
      at += pixel;
      s10 = multiplyAdd(v128.load(at), g0, s10);
      s11 = multiplyAdd(v128.load(at, 16), g1, s11);
      at += pixel;
      s20 = multiplyAdd(v128.load(at), g0, s20);
      s21 = multiplyAdd(v128.load(at, 16), g1, s21);
      from += pixel;
    }
    source += rowBytes;
  }
  const t00 = f32x4.add(v128.load(sums), s00);
  const t01 = f32x4.add(v128.load(sums, 16), s01);
  v128.store(sums, t00);
  v128.store(sums, t01, 16);
  sums += pixel;
  const t10 = f32x4.add(v128.load(sums), s10);
  const t11 = f32x4.add(v128.load(sums, 16), s11);
  v128.store(sums, t10);
  v128.store(sums, t11, 16);
  sums += pixel;
  const t20 = f32x4.add(v128.load(sums), s20);
  const t21 = f32x4.add(v128.load(sums, 16), s21);
  v128.store(sums, t20);
  v128.store(sums, t21, 16);
}

/** Four outputs of eight channels: 3x3, stride 2. */
function four3x2(from: usize, rowBytes: usize, filter: usize, to: usize, pixel: usize): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  for (let y = 0; y < 3; y++) {
    const w00 = v128.load(filter);
    const w01 = v128.load(filter, 16);
    filter += pixel;
    const w10 = v128.load(filter);
    const w11 = v128.load(filter, 16);
    filter += pixel;
    const w20 = v128.load(filter);
    const w21 = v128.load(filter, 16);
    filter += pixel;
    let at = from;
    let x0 = v128.load(at);
    let x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w00, s00);
    s01 = multiplyAdd(x1, w01, s01);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w10, s00);
    s01 = multiplyAdd(x1, w11, s01);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w20, s00);
    s01 = multiplyAdd(x1, w21, s01);
    s10 = multiplyAdd(x0, w00, s10);
    s11 = multiplyAdd(x1, w01, s11);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s10 = multiplyAdd(x0, w10, s10);
    s11 = multiplyAdd(x1, w11, s11);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s10 = multiplyAdd(x0, w20, s10);
    s11 = multiplyAdd(x1, w21, s11);
    s20 = multiplyAdd(x0, w00, s20);
    s21 = multiplyAdd(x1, w01, s21);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s20 = multiplyAdd(x0, w10, s20);
    s21 = multiplyAdd(x1, w11, s21);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s20 = multiplyAdd(x0, w20, s20);
    s21 = multiplyAdd(x1, w21, s21);
    s30 = multiplyAdd(x0, w00, s30);
    s31 = multiplyAdd(x1, w01, s31);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s30 = multiplyAdd(x0, w10, s30);
    s31 = multiplyAdd(x1, w11, s31);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s30 = multiplyAdd(x0, w20, s30);
    s31 = multiplyAdd(x1, w21, s31);
    from += rowBytes;
  }
  v128.store(to, s00);
  v128.store(to, s01, 16);
  to += pixel;
  v128.store(to, s10);
  v128.store(to, s11, 16);
  to += pixel;
  v128.store(to, s20);
  v128.store(to, s21, 16);
  to += pixel;
  v128.store(to, s30);
  v128.store(to, s31, 16);
}

/** Sums of one row of taps over all outputs, eight channels: 3 taps, stride 2. */
function sums3x2(
  source: usize,
  rowBytes: usize,
  outer: usize,
  sums: usize,
  pixel: usize,
  outHeight: i32,
  outWidth: i32,
): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  for (let row = 0; row < outHeight; row++) {
    let from = source;
    let column = 0;
    for (; column + 4 <= outWidth; column += 4) {
      const g00 = v128.load(outer);
      const g01 = v128.load(outer, 16);
      outer += pixel;
      const g10 = v128.load(outer);
      const g11 = v128.load(outer, 16);
      outer += pixel;
      const g20 = v128.load(outer);
      const g21 = v128.load(outer, 16);
      outer += pixel;
      const g30 = v128.load(outer);
      const g31 = v128.load(outer, 16);
      outer += pixel;
      let at = from;
      let x0 = v128.load(at);
      let x1 = v128.load(at, 16);
      s00 = multiplyAdd(x0, g00, s00);
      s01 = multiplyAdd(x1, g01, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s10 = multiplyAdd(x0, g00, s10);
      s11 = multiplyAdd(x1, g01, s11);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s20 = multiplyAdd(x0, g00, s20);
      s21 = multiplyAdd(x1, g01, s21);
      s00 = multiplyAdd(x0, g10, s00);
      s01 = multiplyAdd(x1, g11, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s10 = multiplyAdd(x0, g10, s10);
      s11 = multiplyAdd(x1, g11, s11);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s20 = multiplyAdd(x0, g10, s20);
      s21 = multiplyAdd(x1, g11, s21);
      s00 = multiplyAdd(x0, g20, s00);
      s01 = multiplyAdd(x1, g21, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s10 = multiplyAdd(x0, g20, s10);
      s11 = multiplyAdd(x1, g21, s11);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s20 = multiplyAdd(x0, g20, s20);
      s21 = multiplyAdd(x1, g21, s21);
      s00 = multiplyAdd(x0, g30, s00);
      s01 = multiplyAdd(x1, g31, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s10 = multiplyAdd(x0, g30, s10);
      s11 = multiplyAdd(x1, g31, s11);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s20 = multiplyAdd(x0, g30, s20);
      s21 = multiplyAdd(x1, g31, s21);
      from += 8 * pixel;
    }
    for (; column < outWidth; column++) {
      const g0 = v128.load(outer);
      const g1 = v128.load(outer, 16);
      outer += pixel;
      let at = from;
      s00 = multiplyAdd(v128.load(at), g0, s00);
      s01 = multiplyAdd(v128.load(at, 16), g1, s01);
      at += pixel;
      s10 = multiplyAdd(v128.load(at), g0, s10);
      s11 = multiplyAdd(v128.load(at, 16), g1, s11);
      at += pixel;
      s20 = multiplyAdd(v128.load(at), g0, s20);
      s21 = multiplyAdd(v128.load(at, 16), g1, s21);
      from += 2 * pixel;
    }
    source += rowBytes;
  }
  const t00 = f32x4.add(v128.load(sums), s00);
  const t01 = f32x4.add(v128.load(sums, 16), s01);
  v128.store(sums, t00);
  v128.store(sums, t01, 16);
  sums += pixel;
  const t10 = f32x4.add(v128.load(sums), s10);
  const t11 = f32x4.add(v128.load(sums, 16), s11);
  v128.store(sums, t10);
  v128.store(sums, t11, 16);
  sums += pixel;
  const t20 = f32x4.add(v128.load(sums), s20);
  const t21 = f32x4.add(v128.load(sums, 16), s21);
  v128.store(sums, t20);
  v128.store(sums, t21, 16);
}

/** Four outputs of eight channels: 5x5, stride 1. */
function four5x1(from: usize, rowBytes: usize, filter: usize, to: usize, pixel: usize): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  for (let y = 0; y < 5; y++) {
    const w00 = v128.load(filter);
    const w01 = v128.load(filter, 16);
    filter += pixel;
    const w10 = v128.load(filter);
    const w11 = v128.load(filter, 16);
    filter += pixel;
    const w20 = v128.load(filter);
    const w21 = v128.load(filter, 16);
    filter += pixel;
    const w30 = v128.load(filter);
    const w31 = v128.load(filter, 16);
    filter += pixel;
    const w40 = v128.load(filter);
    const w41 = v128.load(filter, 16);
    filter += pixel;
    let at = from;
    let x0 = v128.load(at);
    let x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w00, s00);
    s01 = multiplyAdd(x1, w01, s01);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w10, s00);
    s01 = multiplyAdd(x1, w11, s01);
    s10 = multiplyAdd(x0, w00, s10);
    s11 = multiplyAdd(x1, w01, s11);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w20, s00);
    s01 = multiplyAdd(x1, w21, s01);
    s10 = multiplyAdd(x0, w10, s10);
    s11 = multiplyAdd(x1, w11, s11);
    s20 = multiplyAdd(x0, w00, s20);
    s21 = multiplyAdd(x1, w01, s21);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w30, s00);
    s01 = multiplyAdd(x1, w31, s01);
    s10 = multiplyAdd(x0, w20, s10);
    s11 = multiplyAdd(x1, w21, s11);
    s20 = multiplyAdd(x0, w10, s20);
    s21 = multiplyAdd(x1, w11, s21);
    s30 = multiplyAdd(x0, w00, s30);
    s31 = multiplyAdd(x1, w01, s31);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w40, s00);
    s01 = multiplyAdd(x1, w41, s01);
    s10 = multiplyAdd(x0, w30, s10);
    s11 = multiplyAdd(x1, w31, s11);
    s20 = multiplyAdd(x0, w20, s20);
    s21 = multiplyAdd(x1, w21, s21);
    s30 = multiplyAdd(x0, w10, s30);
    s31 = multiplyAdd(x1, w11, s31);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s10 = multiplyAdd(x0, w40, s10);
    s11 = multiplyAdd(x1, w41, s11);
    s20 = multiplyAdd(x0, w30, s20);
    s21 = multiplyAdd(x1, w31, s21);
    s30 = multiplyAdd(x0, w20, s30);
    s31 = multiplyAdd(x1, w21, s31);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s20 = multiplyAdd(x0, w40, s20);
    s21 = multiplyAdd(x1, w41, s21);
    s30 = multiplyAdd(x0, w30, s30);
    s31 = multiplyAdd(x1, w31, s31);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s30 = multiplyAdd(x0, w40, s30);
    s31 = multiplyAdd(x1, w41, s31);
    from += rowBytes;
  }
  v128.store(to, s00);
  v128.store(to, s01, 16);
  to += pixel;
  v128.store(to, s10);
  v128.store(to, s11, 16);
  to += pixel;
  v128.store(to, s20);
  v128.store(to, s21, 16);
  to += pixel;
  v128.store(to, s30);
  v128.store(to, s31, 16);
}

/** Sums of one row of taps over all outputs, eight channels: 5 taps, stride 1. */
function sums5x1(
  source: usize,
  rowBytes: usize,
  outer: usize,
  sums: usize,
  pixel: usize,
  outHeight: i32,
  outWidth: i32,
): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  let s40 = f32x4.splat(0);
  let s41 = f32x4.splat(0);
  for (let row = 0; row < outHeight; row++) {
    let from = source;
    let column = 0;
    for (; column + 4 <= outWidth; column += 4) {
      const g00 = v128.load(outer);
      const g01 = v128.load(outer, 16);
      outer += pixel;
      const g10 = v128.load(outer);
      const g11 = v128.load(outer, 16);
      outer += pixel;
      const g20 = v128.load(outer);
      const g21 = v128.load(outer, 16);
      outer += pixel;
      const g30 = v128.load(outer);
      const g31 = v128.load(outer, 16);
      outer += pixel;
      let at = from;
      let x0 = v128.load(at);
      let x1 = v128.load(at, 16);
      s00 = multiplyAdd(x0, g00, s00);
      s01 = multiplyAdd(x1, g01, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s10 = multiplyAdd(x0, g00, s10);
      s11 = multiplyAdd(x1, g01, s11);
      s00 = multiplyAdd(x0, g10, s00);
      s01 = multiplyAdd(x1, g11, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s20 = multiplyAdd(x0, g00, s20);
      s21 = multiplyAdd(x1, g01, s21);
      s10 = multiplyAdd(x0, g10, s10);
      s11 = multiplyAdd(x1, g11, s11);
      s00 = multiplyAdd(x0, g20, s00);
      s01 = multiplyAdd(x1, g21, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s30 = multiplyAdd(x0, g00, s30);
      s31 = multiplyAdd(x1, g01, s31);
      s20 = multiplyAdd(x0, g10, s20);
      s21 = multiplyAdd(x1, g11, s21);
      s10 = multiplyAdd(x0, g20, s10);
      s11 = multiplyAdd(x1, g21, s11);
      s00 = multiplyAdd(x0, g30, s00);
      s01 = multiplyAdd(x1, g31, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s40 = multiplyAdd(x0, g00, s40);
      s41 = multiplyAdd(x1, g01, s41);
      s30 = multiplyAdd(x0, g10, s30);
      s31 = multiplyAdd(x1, g11, s31);
      s20 = multiplyAdd(x0, g20, s20);
      s21 = multiplyAdd(x1, g21, s21);
      s10 = multiplyAdd(x0, g30, s10);
      s11 = multiplyAdd(x1, g31, s11);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s40 = multiplyAdd(x0, g10, s40);
      s41 = multiplyAdd(x1, g11, s41);
      s30 = multiplyAdd(x0, g20, s30);
      s31 = multiplyAdd(x1, g21, s31);
      s20 = multiplyAdd(x0, g30, s20);
      s21 = multiplyAdd(x1, g31, s21);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s40 = multiplyAdd(x0, g20, s40);
      s41 = multiplyAdd(x1, g21, s41);
      s30 = multiplyAdd(x0, g30, s30);
      s31 = multiplyAdd(x1, g31, s31);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s40 = multiplyAdd(x0, g30, s40);
      s41 = multiplyAdd(x1, g31, s41);
      from += 4 * pixel;
    }
    for (; column < outWidth; column++) {
      const g0 = v128.load(outer);
      const g1 = v128.load(outer, 16);
      outer += pixel;
      let at = from;
      s00 = multiplyAdd(v128.load(at), g0, s00);
      s01 = multiplyAdd(v128.load(at, 16), g1, s01);
      at += pixel;
      s10 = multiplyAdd(v128.load(at), g0, s10);
      s11 = multiplyAdd(v128.load(at, 16), g1, s11);
      at += pixel;
      s20 = multiplyAdd(v128.load(at), g0, s20);
      s21 = multiplyAdd(v128.load(at, 16), g1, s21);
      at += pixel;
      s30 = multiplyAdd(v128.load(at), g0, s30);
      s31 = multiplyAdd(v128.load(at, 16), g1, s31);
      at += pixel;
      s40 = multiplyAdd(v128.load(at), g0, s40);
      s41 = multiplyAdd(v128.load(at, 16), g1, s41);
      from += pixel;
    }
    source += rowBytes;
  }
  const t00 = f32x4.add(v128.load(sums), s00);
  const t01 = f32x4.add(v128.load(sums, 16), s01);
  v128.store(sums, t00);
  v128.store(sums, t01, 16);
  sums += pixel;
  const t10 = f32x4.add(v128.load(sums), s10);
  const t11 = f32x4.add(v128.load(sums, 16), s11);
  v128.store(sums, t10);
  v128.store(sums, t11, 16);
  sums += pixel;
  const t20 = f32x4.add(v128.load(sums), s20);
  const t21 = f32x4.add(v128.load(sums, 16), s21);
  v128.store(sums, t20);
  v128.store(sums, t21, 16);
  sums += pixel;
  const t30 = f32x4.add(v128.load(sums), s30);
  const t31 = f32x4.add(v128.load(sums, 16), s31);
  v128.store(sums, t30);
  v128.store(sums, t31, 16);
  sums += pixel;
  const t40 = f32x4.add(v128.load(sums), s40);
  const t41 = f32x4.add(v128.load(sums, 16), s41);
  v128.store(sums, t40);
  v128.store(sums, t41, 16);
}

/** Four outputs of eight channels: 5x5, stride 2. */
function four5x2(from: usize, rowBytes: usize, filter: usize, to: usize, pixel: usize): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  for (let y = 0; y < 5; y++) {
    const w00 = v128.load(filter);
    const w01 = v128.load(filter, 16);
    filter += pixel;
    const w10 = v128.load(filter);
    const w11 = v128.load(filter, 16);
    filter += pixel;
    const w20 = v128.load(filter);
    const w21 = v128.load(filter, 16);
    filter += pixel;
    const w30 = v128.load(filter);
    const w31 = v128.load(filter, 16);
    filter += pixel;
    const w40 = v128.load(filter);
    const w41 = v128.load(filter, 16);
    filter += pixel;
    let at = from;
    let x0 = v128.load(at);
    let x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w00, s00);
    s01 = multiplyAdd(x1, w01, s01);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w10, s00);
    s01 = multiplyAdd(x1, w11, s01);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w20, s00);
    s01 = multiplyAdd(x1, w21, s01);
    s10 = multiplyAdd(x0, w00, s10);
    s11 = multiplyAdd(x1, w01, s11);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w30, s00);
    s01 = multiplyAdd(x1, w31, s01);
    s10 = multiplyAdd(x0, w10, s10);
    s11 = multiplyAdd(x1, w11, s11);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s00 = multiplyAdd(x0, w40, s00);
    s01 = multiplyAdd(x1, w41, s01);
    s10 = multiplyAdd(x0, w20, s10);
    s11 = multiplyAdd(x1, w21, s11);
    s20 = multiplyAdd(x0, w00, s20);
    s21 = multiplyAdd(x1, w01, s21);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s10 = multiplyAdd(x0, w30, s10);
    s11 = multiplyAdd(x1, w31, s11);
    s20 = multiplyAdd(x0, w10, s20);
    s21 = multiplyAdd(x1, w11, s21);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s10 = multiplyAdd(x0, w40, s10);
    s11 = multiplyAdd(x1, w41, s11);
    s20 = multiplyAdd(x0, w20, s20);
    s21 = multiplyAdd(x1, w21, s21);
    s30 = multiplyAdd(x0, w00, s30);
    s31 = multiplyAdd(x1, w01, s31);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s20 = multiplyAdd(x0, w30, s20);
    s21 = multiplyAdd(x1, w31, s21);
    s30 = multiplyAdd(x0, w10, s30);
    s31 = multiplyAdd(x1, w11, s31);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s20 = multiplyAdd(x0, w40, s20);
    s21 = multiplyAdd(x1, w41, s21);
    s30 = multiplyAdd(x0, w20, s30);
    s31 = multiplyAdd(x1, w21, s31);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s30 = multiplyAdd(x0, w30, s30);
    s31 = multiplyAdd(x1, w31, s31);
    at += pixel;
    x0 = v128.load(at);
    x1 = v128.load(at, 16);
    s30 = multiplyAdd(x0, w40, s30);
    s31 = multiplyAdd(x1, w41, s31);
    from += rowBytes;
  }
  v128.store(to, s00);
  v128.store(to, s01, 16);
  to += pixel;
  v128.store(to, s10);
  v128.store(to, s11, 16);
  to += pixel;
  v128.store(to, s20);
  v128.store(to, s21, 16);
  to += pixel;
  v128.store(to, s30);
  v128.store(to, s31, 16);
}

/** Sums of one row of taps over all outputs, eight channels: 5 taps, stride 2. */
function sums5x2(
  source: usize,
  rowBytes: usize,
  outer: usize,
  sums: usize,
  pixel: usize,
  outHeight: i32,
  outWidth: i32,
): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  let s40 = f32x4.splat(0);
  let s41 = f32x4.splat(0);
  for (let row = 0; row < outHeight; row++) {
    let from = source;
    let column = 0;
    for (; column + 4 <= outWidth; column += 4) {
      const g00 = v128.load(outer);
      const g01 = v128.load(outer, 16);
      outer += pixel;
      const g10 = v128.load(outer);
      const g11 = v128.load(outer, 16);
      outer += pixel;
      const g20 = v128.load(outer);
      const g21 = v128.load(outer, 16);
      outer += pixel;
      const g30 = v128.load(outer);
      const g31 = v128.load(outer, 16);
      outer += pixel;
      let at = from;
      let x0 = v128.load(at);
      let x1 = v128.load(at, 16);
      s00 = multiplyAdd(x0, g00, s00);
      s01 = multiplyAdd(x1, g01, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s10 = multiplyAdd(x0, g00, s10);
      s11 = multiplyAdd(x1, g01, s11);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s20 = multiplyAdd(x0, g00, s20);
      s21 = multiplyAdd(x1, g01, s21);
      s00 = multiplyAdd(x0, g10, s00);
      s01 = multiplyAdd(x1, g11, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s30 = multiplyAdd(x0, g00, s30);
      s31 = multiplyAdd(x1, g01, s31);
      s10 = multiplyAdd(x0, g10, s10);
      s11 = multiplyAdd(x1, g11, s11);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s40 = multiplyAdd(x0, g00, s40);
      s41 = multiplyAdd(x1, g01, s41);
      s20 = multiplyAdd(x0, g10, s20);
      s21 = multiplyAdd(x1, g11, s21);
      s00 = multiplyAdd(x0, g20, s00);
      s01 = multiplyAdd(x1, g21, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s30 = multiplyAdd(x0, g10, s30);
      s31 = multiplyAdd(x1, g11, s31);
      s10 = multiplyAdd(x0, g20, s10);
      s11 = multiplyAdd(x1, g21, s11);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s40 = multiplyAdd(x0, g10, s40);
      s41 = multiplyAdd(x1, g11, s41);
      s20 = multiplyAdd(x0, g20, s20);
      s21 = multiplyAdd(x1, g21, s21);
      s00 = multiplyAdd(x0, g30, s00);
      s01 = multiplyAdd(x1, g31, s01);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s30 = multiplyAdd(x0, g20, s30);
      s31 = multiplyAdd(x1, g21, s31);
      s10 = multiplyAdd(x0, g30, s10);
      s11 = multiplyAdd(x1, g31, s11);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s40 = multiplyAdd(x0, g20, s40);
      s41 = multiplyAdd(x1, g21, s41);
      s20 = multiplyAdd(x0, g30, s20);
      s21 = multiplyAdd(x1, g31, s21);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s30 = multiplyAdd(x0, g30, s30);
      s31 = multiplyAdd(x1, g31, s31);
      at += pixel;
      x0 = v128.load(at);
      x1 = v128.load(at, 16);
      s40 = multiplyAdd(x0, g30, s40);
      s41 = multiplyAdd(x1, g31, s41);
      from += 8 * pixel;
    }
    for (; column < outWidth; column++) {
      const g0 = v128.load(outer);
      const g1 = v128.load(outer, 16);
      outer += pixel;
      let at = from;
      s00 = multiplyAdd(v128.load(at), g0, s00);
      s01 = multiplyAdd(v128.load(at, 16), g1, s01);
      at += pixel;
      s10 = multiplyAdd(v128.load(at), g0, s10);
      s11 = multiplyAdd(v128.load(at, 16), g1, s11);
      at += pixel;
      s20 = multiplyAdd(v128.load(at), g0, s20);
      s21 = multiplyAdd(v128.load(at, 16), g1, s21);
      at += pixel;
      s30 = multiplyAdd(v128.load(at), g0, s30);
      s31 = multiplyAdd(v128.load(at, 16), g1, s31);
      at += pixel;
      s40 = multiplyAdd(v128.load(at), g0, s40);
      s41 = multiplyAdd(v128.load(at, 16), g1, s41);
      from += 2 * pixel;
    }
    source += rowBytes;
  }
  const t00 = f32x4.add(v128.load(sums), s00);
  const t01 = f32x4.add(v128.load(sums, 16), s01);
  v128.store(sums, t00);
  v128.store(sums, t01, 16);
  sums += pixel;
  const t10 = f32x4.add(v128.load(sums), s10);
  const t11 = f32x4.add(v128.load(sums, 16), s11);
  v128.store(sums, t10);
  v128.store(sums, t11, 16);
  sums += pixel;
  const t20 = f32x4.add(v128.load(sums), s20);
  const t21 = f32x4.add(v128.load(sums, 16), s21);
  v128.store(sums, t20);
  v128.store(sums, t21, 16);
  sums += pixel;
  const t30 = f32x4.add(v128.load(sums), s30);
  const t31 = f32x4.add(v128.load(sums, 16), s31);
  v128.store(sums, t30);
  v128.store(sums, t31, 16);
  sums += pixel;
  const t40 = f32x4.add(v128.load(sums), s40);
  const t41 = f32x4.add(v128.load(sums, 16), s41);
  v128.store(sums, t40);
  v128.store(sums, t41, 16);
}
