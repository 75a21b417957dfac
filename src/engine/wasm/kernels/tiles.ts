/**
 * The inner loops of the matrix product: a tile of C += panel of A times panel of B, all of the tile in registers.
 * Panels are packed: A as [depth][rows of the tile], B as [depth][columns of the tile]. Without `adds` C is overwritten.
 * The sum runs over the depth in order in both tiles, so that the choice of the tile never changes a result.
 */
import { multiplyAdd } from './arithmetic';

/** Twelve 256-bit sums where V8 joins neighbouring 128-bit operations (revectorisation): twice as fast as tile4x8 there. */
export function tile6x16(depth: i32, a: usize, b: usize, c: usize, rowBytes: usize, adds: bool): void {
  const kept = i32x4.splat(-i32(adds));
  let row = c;
  let c00 = v128.and(v128.load(row), kept);
  let c01 = v128.and(v128.load(row, 16), kept);
  let c02 = v128.and(v128.load(row, 32), kept);
  let c03 = v128.and(v128.load(row, 48), kept);
  row += rowBytes;
  let c10 = v128.and(v128.load(row), kept);
  let c11 = v128.and(v128.load(row, 16), kept);
  let c12 = v128.and(v128.load(row, 32), kept);
  let c13 = v128.and(v128.load(row, 48), kept);
  row += rowBytes;
  let c20 = v128.and(v128.load(row), kept);
  let c21 = v128.and(v128.load(row, 16), kept);
  let c22 = v128.and(v128.load(row, 32), kept);
  let c23 = v128.and(v128.load(row, 48), kept);
  row += rowBytes;
  let c30 = v128.and(v128.load(row), kept);
  let c31 = v128.and(v128.load(row, 16), kept);
  let c32 = v128.and(v128.load(row, 32), kept);
  let c33 = v128.and(v128.load(row, 48), kept);
  row += rowBytes;
  let c40 = v128.and(v128.load(row), kept);
  let c41 = v128.and(v128.load(row, 16), kept);
  let c42 = v128.and(v128.load(row, 32), kept);
  let c43 = v128.and(v128.load(row, 48), kept);
  row += rowBytes;
  let c50 = v128.and(v128.load(row), kept);
  let c51 = v128.and(v128.load(row, 16), kept);
  let c52 = v128.and(v128.load(row, 32), kept);
  let c53 = v128.and(v128.load(row, 48), kept);
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    let x = v128.load32_splat(a);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    c02 = multiplyAdd(x, b2, c02);
    c03 = multiplyAdd(x, b3, c03);
    x = v128.load32_splat(a, 4);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    c12 = multiplyAdd(x, b2, c12);
    c13 = multiplyAdd(x, b3, c13);
    x = v128.load32_splat(a, 8);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    c22 = multiplyAdd(x, b2, c22);
    c23 = multiplyAdd(x, b3, c23);
    x = v128.load32_splat(a, 12);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    c32 = multiplyAdd(x, b2, c32);
    c33 = multiplyAdd(x, b3, c33);
    x = v128.load32_splat(a, 16);
    c40 = multiplyAdd(x, b0, c40);
    c41 = multiplyAdd(x, b1, c41);
    c42 = multiplyAdd(x, b2, c42);
    c43 = multiplyAdd(x, b3, c43);
    x = v128.load32_splat(a, 20);
    c50 = multiplyAdd(x, b0, c50);
    c51 = multiplyAdd(x, b1, c51);
    c52 = multiplyAdd(x, b2, c52);
    c53 = multiplyAdd(x, b3, c53);
    a += 24;
    b += 64;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c, c02, 32);
  v128.store(c, c03, 48);
  c += rowBytes;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  v128.store(c, c12, 32);
  v128.store(c, c13, 48);
  c += rowBytes;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  v128.store(c, c22, 32);
  v128.store(c, c23, 48);
  c += rowBytes;
  v128.store(c, c30);
  v128.store(c, c31, 16);
  v128.store(c, c32, 32);
  v128.store(c, c33, 48);
  c += rowBytes;
  v128.store(c, c40);
  v128.store(c, c41, 16);
  v128.store(c, c42, 32);
  v128.store(c, c43, 48);
  c += rowBytes;
  v128.store(c, c50);
  v128.store(c, c51, 16);
  v128.store(c, c52, 32);
  v128.store(c, c53, 48);
}

/** For the last columns of a product that tile6x16 computes, where 8 or fewer are left. */
export function tile6x8(depth: i32, a: usize, b: usize, c: usize, rowBytes: usize, adds: bool): void {
  const kept = i32x4.splat(-i32(adds));
  let row = c;
  let c00 = v128.and(v128.load(row), kept);
  let c01 = v128.and(v128.load(row, 16), kept);
  row += rowBytes;
  let c10 = v128.and(v128.load(row), kept);
  let c11 = v128.and(v128.load(row, 16), kept);
  row += rowBytes;
  let c20 = v128.and(v128.load(row), kept);
  let c21 = v128.and(v128.load(row, 16), kept);
  row += rowBytes;
  let c30 = v128.and(v128.load(row), kept);
  let c31 = v128.and(v128.load(row, 16), kept);
  row += rowBytes;
  let c40 = v128.and(v128.load(row), kept);
  let c41 = v128.and(v128.load(row, 16), kept);
  row += rowBytes;
  let c50 = v128.and(v128.load(row), kept);
  let c51 = v128.and(v128.load(row, 16), kept);
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load32_splat(a, 4);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load32_splat(a, 8);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load32_splat(a, 12);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    x = v128.load32_splat(a, 16);
    c40 = multiplyAdd(x, b0, c40);
    c41 = multiplyAdd(x, b1, c41);
    x = v128.load32_splat(a, 20);
    c50 = multiplyAdd(x, b0, c50);
    c51 = multiplyAdd(x, b1, c51);
    a += 24;
    b += 32;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += rowBytes;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += rowBytes;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += rowBytes;
  v128.store(c, c30);
  v128.store(c, c31, 16);
  c += rowBytes;
  v128.store(c, c40);
  v128.store(c, c41, 16);
  c += rowBytes;
  v128.store(c, c50);
  v128.store(c, c51, 16);
}

/** Eight 128-bit sums, as many as the latency of two multipliers needs and as 16 registers hold. */
export function tile4x8(depth: i32, a: usize, b: usize, c: usize, rowBytes: usize, adds: bool): void {
  const kept = i32x4.splat(-i32(adds));
  let row = c;
  let c00 = v128.and(v128.load(row), kept);
  let c01 = v128.and(v128.load(row, 16), kept);
  row += rowBytes;
  let c10 = v128.and(v128.load(row), kept);
  let c11 = v128.and(v128.load(row, 16), kept);
  row += rowBytes;
  let c20 = v128.and(v128.load(row), kept);
  let c21 = v128.and(v128.load(row, 16), kept);
  row += rowBytes;
  let c30 = v128.and(v128.load(row), kept);
  let c31 = v128.and(v128.load(row, 16), kept);
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load32_splat(a, 4);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load32_splat(a, 8);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load32_splat(a, 12);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    a += 16;
    b += 32;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += rowBytes;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += rowBytes;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += rowBytes;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}
