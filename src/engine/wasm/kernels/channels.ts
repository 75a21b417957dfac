/** Passes over NHWC feature maps that treat the pixels of an image alike; `channels` is a multiple of 4 unless said otherwise. */
import { multiplyAdd } from './arithmetic';

/** Rows that one partial sum runs over; sums of sums keep float32's rounding error small. */
const rowsPerSum: i32 = 256;

/** Sum of the rows of [rows, channels], for any number of channels. */
export function sumRows(x: usize, y: usize, rows: i32, channels: i32): void {
  const rowBytes = (<usize>channels) << 2;
  let at: usize = 0;
  for (; at + 16 <= rowBytes; at += 16) {
    let total = f32x4.splat(0);
    let from = x + at;
    for (let row = 0; row < rows; row += rowsPerSum) {
      let sum = f32x4.splat(0);
      for (let left = min(rowsPerSum, rows - row); left > 0; left--) {
        sum = f32x4.add(sum, v128.load(from));
        from += rowBytes;
      }
      total = f32x4.add(total, sum);
    }
    v128.store(y + at, total);
  }
  for (; at < rowBytes; at += 4) {
    let total: f32 = 0;
    let from = x + at;
    for (let row = 0; row < rows; row += rowsPerSum) {
      let sum: f32 = 0;
      for (let left = min(rowsPerSum, rows - row); left > 0; left--) {
        sum += load<f32>(from);
        from += rowBytes;
      }
      total += sum;
    }
    store<f32>(y + at, total);
  }
}

/** Mean of every channel of every image: [batch, pixels, channels] -> [batch, channels]. */
export function channelMeans(x: usize, y: usize, batch: i32, pixels: i32, channels: i32): void {
  const rowBytes = (<usize>channels) << 2;
  const share = f32x4.splat(1 / <f32>pixels);
  for (let image = 0; image < batch; image++) {
    for (let at: usize = 0; at < rowBytes; at += 16) {
      let sum = f32x4.splat(0);
      let from = x + at;
      for (let pixel = 0; pixel < pixels; pixel++) {
        sum = f32x4.add(sum, v128.load(from));
        from += rowBytes;
      }
      v128.store(y + at, f32x4.mul(sum, share));
    }
    x += <usize>pixels * rowBytes;
    y += rowBytes;
  }
}

/** Gradient of `channelMeans`: every pixel gets its share of dy [batch, channels]. */
export function channelMeansGradient(dy: usize, dx: usize, batch: i32, pixels: i32, channels: i32): void {
  const rowBytes = (<usize>channels) << 2;
  const share = f32x4.splat(1 / <f32>pixels);
  for (let image = 0; image < batch; image++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let at: usize = 0; at < rowBytes; at += 16) {
        v128.store(dx + at, f32x4.mul(v128.load(dy + at), share));
      }
      dx += rowBytes;
    }
    dy += rowBytes;
  }
}

/** y = x factor, one factor per image and channel: the multiplication of squeeze-excitation. */
export function scaleChannels(x: usize, factor: usize, y: usize, batch: i32, pixels: i32, channels: i32): void {
  const rowBytes = (<usize>channels) << 2;
  for (let image = 0; image < batch; image++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let at: usize = 0; at < rowBytes; at += 16) {
        v128.store(y + at, f32x4.mul(v128.load(x + at), v128.load(factor + at)));
      }
      x += rowBytes;
      y += rowBytes;
    }
    factor += rowBytes;
  }
}

/** Both gradients of `scaleChannels` in one pass: dx = dy factor, dfactor = sum over the pixels of dy x. */
export function scaleChannelsGradient(
  dy: usize,
  x: usize,
  factor: usize,
  dx: usize,
  dfactor: usize,
  batch: i32,
  pixels: i32,
  channels: i32,
): void {
  const rowBytes = (<usize>channels) << 2;
  memory.fill(dfactor, 0, <usize>batch * rowBytes);
  for (let image = 0; image < batch; image++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let at: usize = 0; at < rowBytes; at += 16) {
        const g = v128.load(dy + at);
        v128.store(dx + at, f32x4.mul(g, v128.load(factor + at)));
        v128.store(dfactor + at, multiplyAdd(g, v128.load(x + at), v128.load(dfactor + at)));
      }
      dy += rowBytes;
      x += rowBytes;
      dx += rowBytes;
    }
    factor += rowBytes;
    dfactor += rowBytes;
  }
}
