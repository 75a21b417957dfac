/** The one operation in which the two builds differ. */

/** a * b + c in four lanes: fused in the build for relaxed SIMD, rounded twice in the one for plain SIMD. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}
