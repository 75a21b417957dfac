/** Sums over rows in parts, so that rounding errors stay those of short sums. */

/** Groups of rows after which partial sums are added up. */
export const groupsPerSum: i32 = 64;

/** totals += sums; sums = 0. */
export function moveSums(sums: usize, totals: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(totals + at, f32x4.add(v128.load(totals + at), v128.load(sums + at)));
    v128.store(sums + at, f32x4.splat(0));
  }
}
