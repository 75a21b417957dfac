/** The exponential function in four lanes, for the sigmoid. */
import { multiplyAdd } from './arithmetic';

/**
 * e^x to about 2e-7 relative: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial of degree 6 for e^r, and n put into the
 * exponent. Clamped where the result would leave the normal numbers.
 */
export function exponential(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(88)), f32x4.splat(-87));
  // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the lowest bits.
  const magic = f32x4.splat(12582912);
  const shifted = f32x4.add(f32x4.mul(bounded, f32x4.splat(1.44269504)), magic);
  const n = f32x4.sub(shifted, magic);
  // ln 2 in two parts, of which the first has few bits, so that n times it is exact.
  const first = multiplyAdd(n, f32x4.splat(-0.693359375), bounded);
  const r = multiplyAdd(n, f32x4.splat(2.1219444e-4), first);
  let sum = f32x4.splat(1 / 720);
  sum = multiplyAdd(sum, r, f32x4.splat(1 / 120));
  sum = multiplyAdd(sum, r, f32x4.splat(1 / 24));
  sum = multiplyAdd(sum, r, f32x4.splat(1 / 6));
  sum = multiplyAdd(sum, r, f32x4.splat(0.5));
  sum = multiplyAdd(sum, r, f32x4.splat(1));
  sum = multiplyAdd(sum, r, f32x4.splat(1));
  return f32x4.mul(sum, i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000)));
}

/** 1 / (1 + e^-x). */
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exponential(f32x4.neg(x))));
}
