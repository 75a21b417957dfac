/**
 * The exponential function in four lanes, for the sigmoid. Its constants are read from a table in memory: V8 would build
 * each of them anew in every round of a loop that it has joined into 256 bits.
 */
import { multiplyAdd } from './arithmetic';

/** Writes the table. */
export function fillExponentialTable(table: usize): void {
  store<f32>(table, 88);
  store<f32>(table, -87, 4);
  store<f32>(table, -1.44269504, 8);
  // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the lowest bits.
  store<f32>(table, 12582912, 12);
  // ln 2 in two parts, of which the first has few bits, so that n times it is exact.
  store<f32>(table, -0.693359375, 16);
  store<f32>(table, 2.1219444e-4, 20);
  store<f32>(table, 1 / 720, 24);
  store<f32>(table, 1 / 120, 28);
  store<f32>(table, 1 / 24, 32);
  store<f32>(table, 1 / 6, 36);
  store<f32>(table, 0.5, 40);
  store<f32>(table, 1, 44);
}

/**
 * 1 / (1 + e^-x) to about 2e-7 relative. e^-x = 2^n e^r with |r| <= ln 2 / 2: a polynomial of degree 6 for e^r, and n put
 * into the exponent; x is clamped where the power would leave the normal numbers.
 */
export function sigmoid(x: v128, table: usize): v128 {
  const bounded = f32x4.pmin(f32x4.pmax(x, v128.load32_splat(table, 4)), v128.load32_splat(table));
  const magic = v128.load32_splat(table, 12);
  const shifted = multiplyAdd(bounded, v128.load32_splat(table, 8), magic);
  const n = f32x4.sub(shifted, magic);
  const first = f32x4.sub(f32x4.mul(n, v128.load32_splat(table, 16)), bounded);
  const r = multiplyAdd(n, v128.load32_splat(table, 20), first);
  const one = v128.load32_splat(table, 44);
  let sum = v128.load32_splat(table, 24);
  sum = multiplyAdd(sum, r, v128.load32_splat(table, 28));
  sum = multiplyAdd(sum, r, v128.load32_splat(table, 32));
  sum = multiplyAdd(sum, r, v128.load32_splat(table, 36));
  sum = multiplyAdd(sum, r, v128.load32_splat(table, 40));
  sum = multiplyAdd(sum, r, one);
  sum = multiplyAdd(sum, r, one);
  const power = i32x4.add(i32x4.shl(shifted, 23), one);
  return f32x4.div(one, multiplyAdd(sum, power, one));
}

/** Derivative of z f(z) where f, the sigmoid, has the value `share`: f (1 + z (1 - f)). */
export function swishDerivative(z: v128, share: v128, table: usize): v128 {
  const one = v128.load32_splat(table, 44);
  return f32x4.mul(share, multiplyAdd(z, f32x4.sub(one, share), one));
}
