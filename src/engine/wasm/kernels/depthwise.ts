/**
 * Depthwise convolution over NHWC maps, channel multiplier 1: forward, and both gradients.
 * The filter is [height, width, channels]. Channels go by eight, the rest one by one; `zeros` is a row of the input's
 * length that holds zeros and stands for the rows above and below the maps.
 */
import { multiplyAdd } from './arithmetic';

/** Maps of up to this many pixels are swept channel block by channel block, larger ones row by row. */
const smallMap: i32 = 400;

/**
 * 3x3, stride 1, one pixel of padding. `flips` turns the filter around, which makes the input's gradient of the output's.
 */
export function depthwise3x3(
  input: usize,
  filter: usize,
  output: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  flips: bool,
  zeros: usize,
): void {
  const rowBytes = (<usize>(width * channels)) << 2;
  const whole = channels & ~7;
  for (let image = 0; image < batch; image++) {
    if (height * width <= smallMap) {
      for (let channel = 0; channel < whole; channel += 8) {
        sweep3x3(input, filter, output, 0, height, height, width, channels, channel, flips, zeros);
      }
    } else {
      for (let row = 0; row < height; row++) {
        for (let channel = 0; channel < whole; channel += 8) {
          sweep3x3(input, filter, output, row, row + 1, height, width, channels, channel, flips, zeros);
        }
      }
    }
    for (let channel = whole; channel < channels; channel++) {
      plainConvolution(input, filter, output, height, width, height, width, channels, channel, 3, 1, 1, 1, flips);
    }
    input += <usize>height * rowBytes;
    output += <usize>height * rowBytes;
  }
}

/** Rows [from, to) of eight channels: each column of three pixels adds to three outputs, which are kept in registers. */
function sweep3x3(
  input: usize,
  filter: usize,
  output: usize,
  from: i32,
  to: i32,
  height: i32,
  width: i32,
  channels: i32,
  channel: i32,
  flips: bool,
  zeros: usize,
): void {
  const pixel = (<usize>channels) << 2;
  const rowBytes = <usize>width * pixel;
  const shift = (<usize>channel) << 2;
  const step: isize = flips ? -(<isize>pixel) : <isize>pixel;
  let tap = <isize>(filter + shift) + (flips ? <isize>(8 * pixel) : 0);
  const w00 = v128.load(<usize>tap);
  const w01 = v128.load(<usize>tap, 16);
  tap += step;
  const w10 = v128.load(<usize>tap);
  const w11 = v128.load(<usize>tap, 16);
  tap += step;
  const w20 = v128.load(<usize>tap);
  const w21 = v128.load(<usize>tap, 16);
  tap += step;
  const w30 = v128.load(<usize>tap);
  const w31 = v128.load(<usize>tap, 16);
  tap += step;
  const w40 = v128.load(<usize>tap);
  const w41 = v128.load(<usize>tap, 16);
  tap += step;
  const w50 = v128.load(<usize>tap);
  const w51 = v128.load(<usize>tap, 16);
  tap += step;
  const w60 = v128.load(<usize>tap);
  const w61 = v128.load(<usize>tap, 16);
  tap += step;
  const w70 = v128.load(<usize>tap);
  const w71 = v128.load(<usize>tap, 16);
  tap += step;
  const w80 = v128.load(<usize>tap);
  const w81 = v128.load(<usize>tap, 16);
  for (let row = from; row < to; row++) {
    let above = (row > 0 ? input + <usize>(row - 1) * rowBytes : zeros) + shift;
    let here = input + <usize>row * rowBytes + shift;
    let below = (row + 1 < height ? input + <usize>(row + 1) * rowBytes : zeros) + shift;
    let target = output + <usize>row * rowBytes + shift;
    let a0 = v128.load(above);
    let b0 = v128.load(here);
    let c0 = v128.load(below);
    let a1 = v128.load(above, 16);
    let b1 = v128.load(here, 16);
    let c1 = v128.load(below, 16);
    let current0 = multiplyAdd(w10, a0, multiplyAdd(w40, b0, f32x4.mul(w70, c0)));
    let next0 = multiplyAdd(w00, a0, multiplyAdd(w30, b0, f32x4.mul(w60, c0)));
    let current1 = multiplyAdd(w11, a1, multiplyAdd(w41, b1, f32x4.mul(w71, c1)));
    let next1 = multiplyAdd(w01, a1, multiplyAdd(w31, b1, f32x4.mul(w61, c1)));
    for (let column = 1; column < width; column++) {
      above += pixel;
      here += pixel;
      below += pixel;
      a0 = v128.load(above);
      b0 = v128.load(here);
      c0 = v128.load(below);
      a1 = v128.load(above, 16);
      b1 = v128.load(here, 16);
      c1 = v128.load(below, 16);
      v128.store(target, multiplyAdd(w20, a0, multiplyAdd(w50, b0, multiplyAdd(w80, c0, current0))));
      v128.store(target, multiplyAdd(w21, a1, multiplyAdd(w51, b1, multiplyAdd(w81, c1, current1))), 16);
      current0 = multiplyAdd(w10, a0, multiplyAdd(w40, b0, multiplyAdd(w70, c0, next0)));
      next0 = multiplyAdd(w00, a0, multiplyAdd(w30, b0, f32x4.mul(w60, c0)));
      current1 = multiplyAdd(w11, a1, multiplyAdd(w41, b1, multiplyAdd(w71, c1, next1)));
      next1 = multiplyAdd(w01, a1, multiplyAdd(w31, b1, f32x4.mul(w61, c1)));
      target += pixel;
    }
    v128.store(target, current0);
    v128.store(target, current1, 16);
  }
}

/** Gradient of the filter of `depthwise3x3`, added to `gradient`. */
export function depthwise3x3FilterGradient(
  input: usize,
  outer: usize,
  gradient: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  zeros: usize,
): void {
  const rowBytes = (<usize>(width * channels)) << 2;
  const whole = channels & ~7;
  for (let image = 0; image < batch; image++) {
    if (height * width <= smallMap) {
      for (let channel = 0; channel < whole; channel += 8) {
        gather3x3(input, outer, gradient, 0, height, height, width, channels, channel, zeros);
      }
    } else {
      for (let row = 0; row < height; row++) {
        for (let channel = 0; channel < whole; channel += 8) {
          gather3x3(input, outer, gradient, row, row + 1, height, width, channels, channel, zeros);
        }
      }
    }
    for (let channel = whole; channel < channels; channel++) {
      plainFilterGradient(input, outer, gradient, height, width, height, width, channels, channel, 3, 1, 1, 1);
    }
    input += <usize>height * rowBytes;
    outer += <usize>height * rowBytes;
  }
}

/** Nine sums of eight channels in registers: each column of the input meets the three outputs that saw it. */
function gather3x3(
  input: usize,
  outer: usize,
  gradient: usize,
  from: i32,
  to: i32,
  height: i32,
  width: i32,
  channels: i32,
  channel: i32,
  zeros: usize,
): void {
  const pixel = (<usize>channels) << 2;
  const rowBytes = <usize>width * pixel;
  const shift = (<usize>channel) << 2;
  let tap = gradient + shift;
  let g00 = v128.load(tap);
  let g01 = v128.load(tap, 16);
  tap += pixel;
  let g10 = v128.load(tap);
  let g11 = v128.load(tap, 16);
  tap += pixel;
  let g20 = v128.load(tap);
  let g21 = v128.load(tap, 16);
  tap += pixel;
  let g30 = v128.load(tap);
  let g31 = v128.load(tap, 16);
  tap += pixel;
  let g40 = v128.load(tap);
  let g41 = v128.load(tap, 16);
  tap += pixel;
  let g50 = v128.load(tap);
  let g51 = v128.load(tap, 16);
  tap += pixel;
  let g60 = v128.load(tap);
  let g61 = v128.load(tap, 16);
  tap += pixel;
  let g70 = v128.load(tap);
  let g71 = v128.load(tap, 16);
  tap += pixel;
  let g80 = v128.load(tap);
  let g81 = v128.load(tap, 16);
  for (let row = from; row < to; row++) {
    let above = (row > 0 ? input + <usize>(row - 1) * rowBytes : zeros) + shift;
    let here = input + <usize>row * rowBytes + shift;
    let below = (row + 1 < height ? input + <usize>(row + 1) * rowBytes : zeros) + shift;
    let ahead = outer + <usize>row * rowBytes + shift;
    let before0 = f32x4.splat(0);
    let before1 = f32x4.splat(0);
    let same0 = v128.load(ahead);
    let same1 = v128.load(ahead, 16);
    for (let column = 0; column < width; column++) {
      ahead = column + 1 < width ? ahead + pixel : zeros;
      const after0 = v128.load(ahead);
      const after1 = v128.load(ahead, 16);
      const a0 = v128.load(above);
      const b0 = v128.load(here);
      const c0 = v128.load(below);
      const a1 = v128.load(above, 16);
      const b1 = v128.load(here, 16);
      const c1 = v128.load(below, 16);
      g00 = multiplyAdd(a0, after0, g00);
      g01 = multiplyAdd(a1, after1, g01);
      g10 = multiplyAdd(a0, same0, g10);
      g11 = multiplyAdd(a1, same1, g11);
      g20 = multiplyAdd(a0, before0, g20);
      g21 = multiplyAdd(a1, before1, g21);
      g30 = multiplyAdd(b0, after0, g30);
      g31 = multiplyAdd(b1, after1, g31);
      g40 = multiplyAdd(b0, same0, g40);
      g41 = multiplyAdd(b1, same1, g41);
      g50 = multiplyAdd(b0, before0, g50);
      g51 = multiplyAdd(b1, before1, g51);
      g60 = multiplyAdd(c0, after0, g60);
      g61 = multiplyAdd(c1, after1, g61);
      g70 = multiplyAdd(c0, same0, g70);
      g71 = multiplyAdd(c1, same1, g71);
      g80 = multiplyAdd(c0, before0, g80);
      g81 = multiplyAdd(c1, before1, g81);
      before0 = same0;
      before1 = same1;
      same0 = after0;
      same1 = after1;
      above += pixel;
      here += pixel;
      below += pixel;
    }
  }
  tap = gradient + shift;
  v128.store(tap, g00);
  v128.store(tap, g01, 16);
  tap += pixel;
  v128.store(tap, g10);
  v128.store(tap, g11, 16);
  tap += pixel;
  v128.store(tap, g20);
  v128.store(tap, g21, 16);
  tap += pixel;
  v128.store(tap, g30);
  v128.store(tap, g31, 16);
  tap += pixel;
  v128.store(tap, g40);
  v128.store(tap, g41, 16);
  tap += pixel;
  v128.store(tap, g50);
  v128.store(tap, g51, 16);
  tap += pixel;
  v128.store(tap, g60);
  v128.store(tap, g61, 16);
  tap += pixel;
  v128.store(tap, g70);
  v128.store(tap, g71, 16);
  tap += pixel;
  v128.store(tap, g80);
  v128.store(tap, g81, 16);
}

/** Any size and stride. `top` and `left` are pixels of padding; outputs are overwritten. */
export function depthwiseConvolution(
  input: usize,
  filter: usize,
  output: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  size: i32,
  stride: i32,
  top: i32,
  left: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const whole = channels & ~7;
  memory.fill(output, 0, <usize>(batch * outHeight * outWidth) * pixel);
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let y = 0; y < size; y++) {
        const inRow = row * stride + y - top;
        if (inRow < 0 || inRow >= inHeight) continue;
        const source = input + <usize>(inRow * inWidth) * pixel;
        const target = output + <usize>(row * outWidth) * pixel;
        const taps = filter + <usize>(y * size) * pixel;
        for (let channel = 0; channel < whole; channel += 8) {
          const shift = (<usize>channel) << 2;
          for (let x = 0; x < size; x++) {
            const first = firstSeen(x, left, stride);
            const last = endSeen(x, left, stride, inWidth, outWidth);
            addScaled(
              source + <usize>(first * stride + x - left) * pixel + shift,
              <usize>stride * pixel,
              taps + <usize>x * pixel + shift,
              target + <usize>first * pixel + shift,
              pixel,
              last - first,
            );
          }
        }
      }
    }
    for (let channel = whole; channel < channels; channel++) {
      plainConvolution(
        input,
        filter,
        output,
        inHeight,
        inWidth,
        outHeight,
        outWidth,
        channels,
        channel,
        size,
        stride,
        top,
        left,
        false,
      );
    }
    input += <usize>(inHeight * inWidth) * pixel;
    output += <usize>(outHeight * outWidth) * pixel;
  }
}

/** Gradient of the input of `depthwiseConvolution`; overwritten. */
export function depthwiseInputGradient(
  outer: usize,
  filter: usize,
  gradient: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  size: i32,
  stride: i32,
  top: i32,
  left: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const whole = channels & ~7;
  memory.fill(gradient, 0, <usize>(batch * inHeight * inWidth) * pixel);
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let y = 0; y < size; y++) {
        const inRow = row * stride + y - top;
        if (inRow < 0 || inRow >= inHeight) continue;
        const target = gradient + <usize>(inRow * inWidth) * pixel;
        const source = outer + <usize>(row * outWidth) * pixel;
        const taps = filter + <usize>(y * size) * pixel;
        for (let channel = 0; channel < whole; channel += 8) {
          const shift = (<usize>channel) << 2;
          for (let x = 0; x < size; x++) {
            const first = firstSeen(x, left, stride);
            const last = endSeen(x, left, stride, inWidth, outWidth);
            addScaled(
              source + <usize>first * pixel + shift,
              pixel,
              taps + <usize>x * pixel + shift,
              target + <usize>(first * stride + x - left) * pixel + shift,
              <usize>stride * pixel,
              last - first,
            );
          }
        }
        for (let channel = whole; channel < channels; channel++) {
          const shift = (<usize>channel) << 2;
          for (let x = 0; x < size; x++) {
            const weight = load<f32>(taps + <usize>x * pixel + shift);
            const last = endSeen(x, left, stride, inWidth, outWidth);
            for (let column = firstSeen(x, left, stride); column < last; column++) {
              const at = target + <usize>(column * stride + x - left) * pixel + shift;
              store<f32>(at, load<f32>(at) + weight * load<f32>(source + <usize>column * pixel + shift));
            }
          }
        }
      }
    }
    gradient += <usize>(inHeight * inWidth) * pixel;
    outer += <usize>(outHeight * outWidth) * pixel;
  }
}

/** Gradient of the filter of `depthwiseConvolution`, added to `gradient`. */
export function depthwiseFilterGradient(
  input: usize,
  outer: usize,
  gradient: usize,
  batch: i32,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  size: i32,
  stride: i32,
  top: i32,
  left: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const whole = channels & ~7;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let y = 0; y < size; y++) {
        const inRow = row * stride + y - top;
        if (inRow < 0 || inRow >= inHeight) continue;
        const source = input + <usize>(inRow * inWidth) * pixel;
        const outerRow = outer + <usize>(row * outWidth) * pixel;
        const taps = gradient + <usize>(y * size) * pixel;
        for (let channel = 0; channel < whole; channel += 8) {
          const shift = (<usize>channel) << 2;
          for (let x = 0; x < size; x++) {
            const first = firstSeen(x, left, stride);
            const last = endSeen(x, left, stride, inWidth, outWidth);
            addProducts(
              source + <usize>(first * stride + x - left) * pixel + shift,
              <usize>stride * pixel,
              outerRow + <usize>first * pixel + shift,
              pixel,
              taps + <usize>x * pixel + shift,
              last - first,
            );
          }
        }
      }
    }
    for (let channel = whole; channel < channels; channel++) {
      plainFilterGradient(
        input,
        outer,
        gradient,
        inHeight,
        inWidth,
        outHeight,
        outWidth,
        channels,
        channel,
        size,
        stride,
        top,
        left,
      );
    }
    input += <usize>(inHeight * inWidth) * pixel;
    outer += <usize>(outHeight * outWidth) * pixel;
  }
}

/** The first output whose tap `x` lies inside the input. */
function firstSeen(x: i32, left: i32, stride: i32): i32 {
  return max(0, (left - x + stride - 1) / stride);
}

/** One past the last output whose tap `x` lies inside the input. */
function endSeen(x: i32, left: i32, stride: i32, inWidth: i32, outWidth: i32): i32 {
  return max(firstSeen(x, left, stride), min(outWidth, (inWidth - 1 + left - x) / stride + 1));
}

/** target[i] += source[i] * weight for eight channels of `count` pixels. */
function addScaled(
  source: usize,
  sourceStep: usize,
  weight: usize,
  target: usize,
  targetStep: usize,
  count: i32,
): void {
  const w0 = v128.load(weight);
  const w1 = v128.load(weight, 16);
  for (let i = 0; i < count; i++) {
    const sum0 = multiplyAdd(v128.load(source), w0, v128.load(target));
    const sum1 = multiplyAdd(v128.load(source, 16), w1, v128.load(target, 16));
    v128.store(target, sum0);
    v128.store(target, sum1, 16);
    source += sourceStep;
    target += targetStep;
  }
}

/** sum += the products of eight channels over `count` pixels. */
function addProducts(a: usize, stepA: usize, b: usize, stepB: usize, sum: usize, count: i32): void {
  let sum0 = v128.load(sum);
  let sum1 = v128.load(sum, 16);
  for (let i = 0; i < count; i++) {
    sum0 = multiplyAdd(v128.load(a), v128.load(b), sum0);
    sum1 = multiplyAdd(v128.load(a, 16), v128.load(b, 16), sum1);
    a += stepA;
    b += stepB;
  }
  v128.store(sum, sum0);
  v128.store(sum, sum1, 16);
}

/** One channel of one image. */
function plainConvolution(
  input: usize,
  filter: usize,
  output: usize,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  channel: i32,
  size: i32,
  stride: i32,
  top: i32,
  left: i32,
  flips: bool,
): void {
  for (let row = 0; row < outHeight; row++) {
    for (let column = 0; column < outWidth; column++) {
      let sum: f32 = 0;
      for (let y = 0; y < size; y++) {
        const inRow = row * stride + y - top;
        if (inRow < 0 || inRow >= inHeight) continue;
        for (let x = 0; x < size; x++) {
          const inColumn = column * stride + x - left;
          if (inColumn < 0 || inColumn >= inWidth) continue;
          const tap = flips ? size * size - 1 - y * size - x : y * size + x;
          sum += at(input, (inRow * inWidth + inColumn) * channels + channel) * at(filter, tap * channels + channel);
        }
      }
      store<f32>(output + ((<usize>((row * outWidth + column) * channels + channel)) << 2), sum);
    }
  }
}

/** One channel of one image, added to `gradient`. */
function plainFilterGradient(
  input: usize,
  outer: usize,
  gradient: usize,
  inHeight: i32,
  inWidth: i32,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  channel: i32,
  size: i32,
  stride: i32,
  top: i32,
  left: i32,
): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let sum: f32 = 0;
      for (let row = 0; row < outHeight; row++) {
        const inRow = row * stride + y - top;
        if (inRow < 0 || inRow >= inHeight) continue;
        for (let column = 0; column < outWidth; column++) {
          const inColumn = column * stride + x - left;
          if (inColumn < 0 || inColumn >= inWidth) continue;
          sum +=
            at(input, (inRow * inWidth + inColumn) * channels + channel) *
            at(outer, (row * outWidth + column) * channels + channel);
        }
      }
      const target = gradient + ((<usize>((y * size + x) * channels + channel)) << 2);
      store<f32>(target, load<f32>(target) + sum);
    }
  }
}

function at(values: usize, index: i32): f32 {
  return load<f32>(values + ((<usize>index) << 2));
}
