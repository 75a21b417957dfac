/** Depthwise convolution of one row by one tap, eight channels at a time: what the passes of any size and stride share. */
import { multiplyAdd } from './arithmetic';

/** The first output whose tap `x` lies inside the input. */
export function firstSeen(x: i32, left: i32, stride: i32): i32 {
  return max(0, (left - x + stride - 1) / stride);
}

/** One past the last output whose tap `x` lies inside the input. */
export function endSeen(x: i32, left: i32, stride: i32, inWidth: i32, outWidth: i32): i32 {
  return max(firstSeen(x, left, stride), min(outWidth, (inWidth - 1 + left - x) / stride + 1));
}

/** target[i] += source[i] * weight for eight channels of `count` pixels. */
export function addScaled(
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
export function addProducts(a: usize, stepA: usize, b: usize, stepB: usize, sum: usize, count: i32): void {
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
