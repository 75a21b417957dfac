/**
 * Batch normalisation over the rows of [rows, channels] in training, with the activation that follows it in the same pass
 * (Ioffe and Szegedy, 2015). Per-channel arrays are [channels]; `channels` is a multiple of 4.
 */
import { multiplyAdd } from './arithmetic';
import { fillExponentialTable, sigmoid, swishSlope } from './exponential';

/** Groups of rows after which partial sums are added up, so that rounding errors stay those of short sums. */
const groupsPerSum: i32 = 64;

/**
 * Mean and biased variance of every channel. Sums run over the distance from the first row, which keeps the variance
 * accurate where the mean is large. `scratch` holds 4 x channels values.
 */
export function batchStatistics(
  x: usize,
  rows: i32,
  channels: i32,
  mean: usize,
  variance: usize,
  scratch: usize,
): void {
  const rowBytes = (<usize>channels) << 2;
  const sums = scratch;
  const squares = sums + rowBytes;
  const sumTotals = squares + rowBytes;
  const squareTotals = sumTotals + rowBytes;
  memory.fill(scratch, 0, 4 * rowBytes);
  let row = 0;
  let groups = 0;
  let from = x;
  for (; row + 4 <= rows; row += 4) {
    addFourRows(from, x, rowBytes, sums, squares);
    from += 4 * rowBytes;
    groups += 1;
    if (groups === groupsPerSum) {
      moveSums(sums, sumTotals, 2 * rowBytes);
      groups = 0;
    }
  }
  for (; row < rows; row++) {
    addRow(from, x, rowBytes, sums, squares);
    from += rowBytes;
  }
  moveSums(sums, sumTotals, 2 * rowBytes);
  const share = 1 / <f64>rows;
  for (let at: usize = 0; at < rowBytes; at += 4) {
    const distance = <f64>load<f32>(sumTotals + at) * share;
    const spread = <f64>load<f32>(squareTotals + at) * share - distance * distance;
    store<f32>(mean + at, <f32>(<f64>load<f32>(x + at) + distance));
    store<f32>(variance + at, <f32>max(0, spread));
  }
}

function addFourRows(from: usize, shift: usize, rowBytes: usize, sums: usize, squares: usize): void {
  const second = from + rowBytes;
  const third = second + rowBytes;
  const fourth = third + rowBytes;
  let at: usize = 0;
  for (; at + 32 <= rowBytes; at += 32) {
    const k0 = v128.load(shift + at);
    const a0 = f32x4.sub(v128.load(from + at), k0);
    const b0 = f32x4.sub(v128.load(second + at), k0);
    const c0 = f32x4.sub(v128.load(third + at), k0);
    const d0 = f32x4.sub(v128.load(fourth + at), k0);
    const k1 = v128.load(shift + at, 16);
    const a1 = f32x4.sub(v128.load(from + at, 16), k1);
    const b1 = f32x4.sub(v128.load(second + at, 16), k1);
    const c1 = f32x4.sub(v128.load(third + at, 16), k1);
    const d1 = f32x4.sub(v128.load(fourth + at, 16), k1);
    const total0 = f32x4.add(v128.load(sums + at), f32x4.add(f32x4.add(a0, b0), f32x4.add(c0, d0)));
    const q0 = multiplyAdd(
      a0,
      a0,
      multiplyAdd(b0, b0, multiplyAdd(c0, c0, multiplyAdd(d0, d0, v128.load(squares + at)))),
    );
    const total1 = f32x4.add(v128.load(sums + at, 16), f32x4.add(f32x4.add(a1, b1), f32x4.add(c1, d1)));
    const q1 = multiplyAdd(
      a1,
      a1,
      multiplyAdd(b1, b1, multiplyAdd(c1, c1, multiplyAdd(d1, d1, v128.load(squares + at, 16)))),
    );
    v128.store(sums + at, total0);
    v128.store(sums + at, total1, 16);
    v128.store(squares + at, q0);
    v128.store(squares + at, q1, 16);
  }
  for (; at < rowBytes; at += 16) {
    const k = v128.load(shift + at);
    const a = f32x4.sub(v128.load(from + at), k);
    const b = f32x4.sub(v128.load(second + at), k);
    const c = f32x4.sub(v128.load(third + at), k);
    const d = f32x4.sub(v128.load(fourth + at), k);
    v128.store(sums + at, f32x4.add(v128.load(sums + at), f32x4.add(f32x4.add(a, b), f32x4.add(c, d))));
    const q = multiplyAdd(a, a, multiplyAdd(b, b, multiplyAdd(c, c, multiplyAdd(d, d, v128.load(squares + at)))));
    v128.store(squares + at, q);
  }
}

function addRow(from: usize, shift: usize, rowBytes: usize, sums: usize, squares: usize): void {
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const a = f32x4.sub(v128.load(from + at), v128.load(shift + at));
    v128.store(sums + at, f32x4.add(v128.load(sums + at), a));
    v128.store(squares + at, multiplyAdd(a, a, v128.load(squares + at)));
  }
}

/** totals += sums; sums = 0. */
function moveSums(sums: usize, totals: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(totals + at, f32x4.add(v128.load(totals + at), v128.load(sums + at)));
    v128.store(sums + at, f32x4.splat(0));
  }
}

/** y = x factor + offset. */
export function normalise(x: usize, factor: usize, offset: usize, y: usize, rows: i32, channels: i32): void {
  const rowBytes = (<usize>channels) << 2;
  for (let row = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 32 <= rowBytes; at += 32) {
      const y0 = multiplyAdd(v128.load(x + at), v128.load(factor + at), v128.load(offset + at));
      const y1 = multiplyAdd(v128.load(x + at, 16), v128.load(factor + at, 16), v128.load(offset + at, 16));
      v128.store(y + at, y0);
      v128.store(y + at, y1, 16);
    }
    for (; at < rowBytes; at += 16) {
      v128.store(y + at, multiplyAdd(v128.load(x + at), v128.load(factor + at), v128.load(offset + at)));
    }
    x += rowBytes;
    y += rowBytes;
  }
}

/** y = max(0, x factor + offset). */
export function normaliseRelu(x: usize, factor: usize, offset: usize, y: usize, rows: i32, channels: i32): void {
  const rowBytes = (<usize>channels) << 2;
  const zero = f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 32 <= rowBytes; at += 32) {
      const z0 = multiplyAdd(v128.load(x + at), v128.load(factor + at), v128.load(offset + at));
      const z1 = multiplyAdd(v128.load(x + at, 16), v128.load(factor + at, 16), v128.load(offset + at, 16));
      v128.store(y + at, v128.and(z0, f32x4.gt(z0, zero)));
      v128.store(y + at, v128.and(z1, f32x4.gt(z1, zero)), 16);
    }
    for (; at < rowBytes; at += 16) {
      const z = multiplyAdd(v128.load(x + at), v128.load(factor + at), v128.load(offset + at));
      v128.store(y + at, v128.and(z, f32x4.gt(z, zero)));
    }
    x += rowBytes;
    y += rowBytes;
  }
}

/** y = z f(z) with f the sigmoid and z = x factor + offset. `table` is 48 bytes of scratch. */
export function normaliseSwish(
  x: usize,
  factor: usize,
  offset: usize,
  y: usize,
  rows: i32,
  channels: i32,
  table: usize,
): void {
  fillExponentialTable(table);
  const rowBytes = (<usize>channels) << 2;
  for (let row = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 32 <= rowBytes; at += 32) {
      const z0 = multiplyAdd(v128.load(x + at), v128.load(factor + at), v128.load(offset + at));
      const y0 = f32x4.mul(z0, sigmoid(z0, table));
      const z1 = multiplyAdd(v128.load(x + at, 16), v128.load(factor + at, 16), v128.load(offset + at, 16));
      const y1 = f32x4.mul(z1, sigmoid(z1, table));
      v128.store(y + at, y0);
      v128.store(y + at, y1, 16);
    }
    for (; at < rowBytes; at += 16) {
      const z = multiplyAdd(v128.load(x + at), v128.load(factor + at), v128.load(offset + at));
      v128.store(y + at, f32x4.mul(z, sigmoid(z, table)));
    }
    x += rowBytes;
    y += rowBytes;
  }
}

/**
 * Adds up dz and dz (x - mean) of every channel. The gradient of the activation's input is that of its output.
 * `scratch` holds 4 x channels values, of which the last 2 x channels are the sums in that order.
 */
export function gradientSums(dy: usize, x: usize, mean: usize, rows: i32, channels: i32, scratch: usize): void {
  const rowBytes = (<usize>channels) << 2;
  const sums = scratch;
  const products = sums + rowBytes;
  memory.fill(scratch, 0, 4 * rowBytes);
  let groups = 0;
  for (let row = 0; row < rows; row += 2) {
    // The last row of an odd number is met alone.
    const single = row + 1 === rows;
    const dyA = dy + <usize>row * rowBytes;
    const xA = x + <usize>row * rowBytes;
    const dyB = single ? dyA : dyA + rowBytes;
    const xB = single ? xA : xA + rowBytes;
    const second = f32x4.splat(single ? 0 : 1);
    let at: usize = 0;
    for (; at + 32 <= rowBytes; at += 32) {
      const mean0 = v128.load(mean + at);
      const gA0 = v128.load(dyA + at);
      const gB0 = v128.load(dyB + at);
      const h0 = f32x4.mul(gB0, second);
      const p0 = multiplyAdd(
        gA0,
        f32x4.sub(v128.load(xA + at), mean0),
        f32x4.mul(h0, f32x4.sub(v128.load(xB + at), mean0)),
      );
      const total0 = f32x4.add(v128.load(sums + at), f32x4.add(gA0, h0));
      const t0 = f32x4.add(v128.load(products + at), p0);
      const mean1 = v128.load(mean + at, 16);
      const gA1 = v128.load(dyA + at, 16);
      const gB1 = v128.load(dyB + at, 16);
      const h1 = f32x4.mul(gB1, second);
      const p1 = multiplyAdd(
        gA1,
        f32x4.sub(v128.load(xA + at, 16), mean1),
        f32x4.mul(h1, f32x4.sub(v128.load(xB + at, 16), mean1)),
      );
      const total1 = f32x4.add(v128.load(sums + at, 16), f32x4.add(gA1, h1));
      const t1 = f32x4.add(v128.load(products + at, 16), p1);
      v128.store(sums + at, total0);
      v128.store(sums + at, total1, 16);
      v128.store(products + at, t0);
      v128.store(products + at, t1, 16);
    }
    for (; at < rowBytes; at += 16) {
      const centre = v128.load(mean + at);
      const gA = v128.load(dyA + at);
      const gB = v128.load(dyB + at);
      const h = f32x4.mul(gB, second);
      const p = multiplyAdd(
        gA,
        f32x4.sub(v128.load(xA + at), centre),
        f32x4.mul(h, f32x4.sub(v128.load(xB + at), centre)),
      );
      const total = f32x4.add(v128.load(sums + at), f32x4.add(gA, h));
      const t = f32x4.add(v128.load(products + at), p);
      v128.store(sums + at, total);
      v128.store(products + at, t);
    }
    groups += 1;
    if (groups === groupsPerSum) {
      moveSums(sums, sums + 2 * rowBytes, 2 * rowBytes);
      groups = 0;
    }
  }
  moveSums(sums, sums + 2 * rowBytes, 2 * rowBytes);
}

/** dx = dz p + (x - mean) q + r for every channel. The gradient of the activation's input is that of its output. */
export function gradientApply(
  dy: usize,
  x: usize,
  mean: usize,
  p: usize,
  q: usize,
  r: usize,
  dx: usize,
  rows: i32,
  channels: i32,
): void {
  const rowBytes = (<usize>channels) << 2;
  for (let row = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 32 <= rowBytes; at += 32) {
      const x0 = v128.load(x + at);
      const g0 = v128.load(dy + at);
      const along0 = multiplyAdd(f32x4.sub(x0, v128.load(mean + at)), v128.load(q + at), v128.load(r + at));
      const d0 = multiplyAdd(g0, v128.load(p + at), along0);
      const x1 = v128.load(x + at, 16);
      const g1 = v128.load(dy + at, 16);
      const along1 = multiplyAdd(f32x4.sub(x1, v128.load(mean + at, 16)), v128.load(q + at, 16), v128.load(r + at, 16));
      const d1 = multiplyAdd(g1, v128.load(p + at, 16), along1);
      v128.store(dx + at, d0);
      v128.store(dx + at, d1, 16);
    }
    for (; at < rowBytes; at += 16) {
      const value = v128.load(x + at);
      const g = v128.load(dy + at);
      const along = multiplyAdd(f32x4.sub(value, v128.load(mean + at)), v128.load(q + at), v128.load(r + at));
      const d = multiplyAdd(g, v128.load(p + at), along);
      v128.store(dx + at, d);
    }
    dy += rowBytes;
    x += rowBytes;
    dx += rowBytes;
  }
}

/**
 * Adds up dz and dz (x - mean) of every channel. The gradient passes where x factor + offset is positive.
 * `scratch` holds 4 x channels values, of which the last 2 x channels are the sums in that order.
 */
export function gradientSumsRelu(
  dy: usize,
  x: usize,
  factor: usize,
  offset: usize,
  mean: usize,
  rows: i32,
  channels: i32,
  scratch: usize,
): void {
  const rowBytes = (<usize>channels) << 2;
  const sums = scratch;
  const products = sums + rowBytes;
  memory.fill(scratch, 0, 4 * rowBytes);
  let groups = 0;
  for (let row = 0; row < rows; row += 2) {
    // The last row of an odd number is met alone.
    const single = row + 1 === rows;
    const dyA = dy + <usize>row * rowBytes;
    const xA = x + <usize>row * rowBytes;
    const dyB = single ? dyA : dyA + rowBytes;
    const xB = single ? xA : xA + rowBytes;
    const zero = f32x4.splat(0);
    const second = f32x4.splat(single ? 0 : 1);
    let at: usize = 0;
    for (; at + 32 <= rowBytes; at += 32) {
      const mean0 = v128.load(mean + at);
      const factor0 = v128.load(factor + at);
      const offset0 = v128.load(offset + at);
      const xA0 = v128.load(xA + at);
      const gA0 = v128.and(v128.load(dyA + at), f32x4.gt(multiplyAdd(xA0, factor0, offset0), zero));
      const xB0 = v128.load(xB + at);
      const gB0 = v128.and(v128.load(dyB + at), f32x4.gt(multiplyAdd(xB0, factor0, offset0), zero));
      const h0 = f32x4.mul(gB0, second);
      const p0 = multiplyAdd(gA0, f32x4.sub(xA0, mean0), f32x4.mul(h0, f32x4.sub(xB0, mean0)));
      const total0 = f32x4.add(v128.load(sums + at), f32x4.add(gA0, h0));
      const t0 = f32x4.add(v128.load(products + at), p0);
      const mean1 = v128.load(mean + at, 16);
      const factor1 = v128.load(factor + at, 16);
      const offset1 = v128.load(offset + at, 16);
      const xA1 = v128.load(xA + at, 16);
      const gA1 = v128.and(v128.load(dyA + at, 16), f32x4.gt(multiplyAdd(xA1, factor1, offset1), zero));
      const xB1 = v128.load(xB + at, 16);
      const gB1 = v128.and(v128.load(dyB + at, 16), f32x4.gt(multiplyAdd(xB1, factor1, offset1), zero));
      const h1 = f32x4.mul(gB1, second);
      const p1 = multiplyAdd(gA1, f32x4.sub(xA1, mean1), f32x4.mul(h1, f32x4.sub(xB1, mean1)));
      const total1 = f32x4.add(v128.load(sums + at, 16), f32x4.add(gA1, h1));
      const t1 = f32x4.add(v128.load(products + at, 16), p1);
      v128.store(sums + at, total0);
      v128.store(sums + at, total1, 16);
      v128.store(products + at, t0);
      v128.store(products + at, t1, 16);
    }
    for (; at < rowBytes; at += 16) {
      const centre = v128.load(mean + at);
      const scale = v128.load(factor + at);
      const shift = v128.load(offset + at);
      const valueA = v128.load(xA + at);
      const gA = v128.and(v128.load(dyA + at), f32x4.gt(multiplyAdd(valueA, scale, shift), zero));
      const valueB = v128.load(xB + at);
      const gB = v128.and(v128.load(dyB + at), f32x4.gt(multiplyAdd(valueB, scale, shift), zero));
      const h = f32x4.mul(gB, second);
      const p = multiplyAdd(gA, f32x4.sub(valueA, centre), f32x4.mul(h, f32x4.sub(valueB, centre)));
      const total = f32x4.add(v128.load(sums + at), f32x4.add(gA, h));
      const t = f32x4.add(v128.load(products + at), p);
      v128.store(sums + at, total);
      v128.store(products + at, t);
    }
    groups += 1;
    if (groups === groupsPerSum) {
      moveSums(sums, sums + 2 * rowBytes, 2 * rowBytes);
      groups = 0;
    }
  }
  moveSums(sums, sums + 2 * rowBytes, 2 * rowBytes);
}

/** dx = dz p + (x - mean) q + r for every channel. The gradient passes where x factor + offset is positive. */
export function gradientApplyRelu(
  dy: usize,
  x: usize,
  factor: usize,
  offset: usize,
  mean: usize,
  p: usize,
  q: usize,
  r: usize,
  dx: usize,
  rows: i32,
  channels: i32,
): void {
  const rowBytes = (<usize>channels) << 2;
  const zero = f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 32 <= rowBytes; at += 32) {
      const x0 = v128.load(x + at);
      const z0 = multiplyAdd(x0, v128.load(factor + at), v128.load(offset + at));
      const g0 = v128.and(v128.load(dy + at), f32x4.gt(z0, zero));
      const along0 = multiplyAdd(f32x4.sub(x0, v128.load(mean + at)), v128.load(q + at), v128.load(r + at));
      const d0 = multiplyAdd(g0, v128.load(p + at), along0);
      const x1 = v128.load(x + at, 16);
      const z1 = multiplyAdd(x1, v128.load(factor + at, 16), v128.load(offset + at, 16));
      const g1 = v128.and(v128.load(dy + at, 16), f32x4.gt(z1, zero));
      const along1 = multiplyAdd(f32x4.sub(x1, v128.load(mean + at, 16)), v128.load(q + at, 16), v128.load(r + at, 16));
      const d1 = multiplyAdd(g1, v128.load(p + at, 16), along1);
      v128.store(dx + at, d0);
      v128.store(dx + at, d1, 16);
    }
    for (; at < rowBytes; at += 16) {
      const value = v128.load(x + at);
      const z = multiplyAdd(value, v128.load(factor + at), v128.load(offset + at));
      const g = v128.and(v128.load(dy + at), f32x4.gt(z, zero));
      const along = multiplyAdd(f32x4.sub(value, v128.load(mean + at)), v128.load(q + at), v128.load(r + at));
      const d = multiplyAdd(g, v128.load(p + at), along);
      v128.store(dx + at, d);
    }
    dy += rowBytes;
    x += rowBytes;
    dx += rowBytes;
  }
}

/**
 * Adds up dz and dz (x - mean) of every channel. The gradient is multiplied by the slope of z f(z), which is computed anew: reading it would take longer.
 * `scratch` holds 4 x channels values, of which the last 2 x channels are the sums in that order.
 */
export function gradientSumsSwish(
  dy: usize,
  x: usize,
  factor: usize,
  offset: usize,
  mean: usize,
  rows: i32,
  channels: i32,
  scratch: usize,
  table: usize,
): void {
  fillExponentialTable(table);
  const rowBytes = (<usize>channels) << 2;
  const sums = scratch;
  const products = sums + rowBytes;
  memory.fill(scratch, 0, 4 * rowBytes);
  let groups = 0;
  for (let row = 0; row < rows; row += 2) {
    // The last row of an odd number is met alone.
    const single = row + 1 === rows;
    const dyA = dy + <usize>row * rowBytes;
    const xA = x + <usize>row * rowBytes;
    const dyB = single ? dyA : dyA + rowBytes;
    const xB = single ? xA : xA + rowBytes;
    const second = f32x4.splat(single ? 0 : 1);
    let at: usize = 0;
    for (; at + 32 <= rowBytes; at += 32) {
      const mean0 = v128.load(mean + at);
      const factor0 = v128.load(factor + at);
      const offset0 = v128.load(offset + at);
      const xA0 = v128.load(xA + at);
      const zA0 = multiplyAdd(xA0, factor0, offset0);
      const sA0 = sigmoid(zA0, table);
      const gA0 = f32x4.mul(v128.load(dyA + at), swishSlope(zA0, sA0, table));
      const xB0 = v128.load(xB + at);
      const zB0 = multiplyAdd(xB0, factor0, offset0);
      const sB0 = sigmoid(zB0, table);
      const gB0 = f32x4.mul(v128.load(dyB + at), swishSlope(zB0, sB0, table));
      const h0 = f32x4.mul(gB0, second);
      const p0 = multiplyAdd(gA0, f32x4.sub(xA0, mean0), f32x4.mul(h0, f32x4.sub(xB0, mean0)));
      const total0 = f32x4.add(v128.load(sums + at), f32x4.add(gA0, h0));
      const t0 = f32x4.add(v128.load(products + at), p0);
      const mean1 = v128.load(mean + at, 16);
      const factor1 = v128.load(factor + at, 16);
      const offset1 = v128.load(offset + at, 16);
      const xA1 = v128.load(xA + at, 16);
      const zA1 = multiplyAdd(xA1, factor1, offset1);
      const sA1 = sigmoid(zA1, table);
      const gA1 = f32x4.mul(v128.load(dyA + at, 16), swishSlope(zA1, sA1, table));
      const xB1 = v128.load(xB + at, 16);
      const zB1 = multiplyAdd(xB1, factor1, offset1);
      const sB1 = sigmoid(zB1, table);
      const gB1 = f32x4.mul(v128.load(dyB + at, 16), swishSlope(zB1, sB1, table));
      const h1 = f32x4.mul(gB1, second);
      const p1 = multiplyAdd(gA1, f32x4.sub(xA1, mean1), f32x4.mul(h1, f32x4.sub(xB1, mean1)));
      const total1 = f32x4.add(v128.load(sums + at, 16), f32x4.add(gA1, h1));
      const t1 = f32x4.add(v128.load(products + at, 16), p1);
      v128.store(sums + at, total0);
      v128.store(sums + at, total1, 16);
      v128.store(products + at, t0);
      v128.store(products + at, t1, 16);
    }
    for (; at < rowBytes; at += 16) {
      const centre = v128.load(mean + at);
      const scale = v128.load(factor + at);
      const shift = v128.load(offset + at);
      const valueA = v128.load(xA + at);
      const zA = multiplyAdd(valueA, scale, shift);
      const shareA = sigmoid(zA, table);
      const gA = f32x4.mul(v128.load(dyA + at), swishSlope(zA, shareA, table));
      const valueB = v128.load(xB + at);
      const zB = multiplyAdd(valueB, scale, shift);
      const shareB = sigmoid(zB, table);
      const gB = f32x4.mul(v128.load(dyB + at), swishSlope(zB, shareB, table));
      const h = f32x4.mul(gB, second);
      const p = multiplyAdd(gA, f32x4.sub(valueA, centre), f32x4.mul(h, f32x4.sub(valueB, centre)));
      const total = f32x4.add(v128.load(sums + at), f32x4.add(gA, h));
      const t = f32x4.add(v128.load(products + at), p);
      v128.store(sums + at, total);
      v128.store(products + at, t);
    }
    groups += 1;
    if (groups === groupsPerSum) {
      moveSums(sums, sums + 2 * rowBytes, 2 * rowBytes);
      groups = 0;
    }
  }
  moveSums(sums, sums + 2 * rowBytes, 2 * rowBytes);
}

/** dx = dz p + (x - mean) q + r for every channel. The gradient is multiplied by the slope of z f(z), which is computed anew: reading it would take longer. */
export function gradientApplySwish(
  dy: usize,
  x: usize,
  factor: usize,
  offset: usize,
  mean: usize,
  p: usize,
  q: usize,
  r: usize,
  dx: usize,
  rows: i32,
  channels: i32,
  table: usize,
): void {
  fillExponentialTable(table);
  const rowBytes = (<usize>channels) << 2;
  for (let row = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 32 <= rowBytes; at += 32) {
      const x0 = v128.load(x + at);
      const z0 = multiplyAdd(x0, v128.load(factor + at), v128.load(offset + at));
      const share0 = sigmoid(z0, table);
      const g0 = f32x4.mul(v128.load(dy + at), swishSlope(z0, share0, table));
      const along0 = multiplyAdd(f32x4.sub(x0, v128.load(mean + at)), v128.load(q + at), v128.load(r + at));
      const d0 = multiplyAdd(g0, v128.load(p + at), along0);
      const x1 = v128.load(x + at, 16);
      const z1 = multiplyAdd(x1, v128.load(factor + at, 16), v128.load(offset + at, 16));
      const share1 = sigmoid(z1, table);
      const g1 = f32x4.mul(v128.load(dy + at, 16), swishSlope(z1, share1, table));
      const along1 = multiplyAdd(f32x4.sub(x1, v128.load(mean + at, 16)), v128.load(q + at, 16), v128.load(r + at, 16));
      const d1 = multiplyAdd(g1, v128.load(p + at, 16), along1);
      v128.store(dx + at, d0);
      v128.store(dx + at, d1, 16);
    }
    for (; at < rowBytes; at += 16) {
      const value = v128.load(x + at);
      const z = multiplyAdd(value, v128.load(factor + at), v128.load(offset + at));
      const share = sigmoid(z, table);
      const g = f32x4.mul(v128.load(dy + at), swishSlope(z, share, table));
      const along = multiplyAdd(f32x4.sub(value, v128.load(mean + at)), v128.load(q + at), v128.load(r + at));
      const d = multiplyAdd(g, v128.load(p + at), along);
      v128.store(dx + at, d);
    }
    dy += rowBytes;
    x += rowBytes;
    dx += rowBytes;
  }
}
