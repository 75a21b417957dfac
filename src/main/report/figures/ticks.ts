/** Round values along an axis. */

/** Whole multiples of 1, 2 or 5 times a power of ten between the ends, about `most` of them, at least `closest` apart. */
export function ticksBetween(low: number, high: number, most: number, closest = 0): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(span / most));
  const round = [1, 2, 5, 10, 20].map((factor) => factor * power).find((one) => span / one <= most) ?? span;
  const distance = Math.max(closest, round);
  const first = Math.ceil(low / distance - 1e-9);
  const last = Math.floor(high / distance + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * distance);
}

/** With as many decimals as the distance between ticks needs. */
export function tickText(value: number, ticks: readonly number[]): string {
  const distance = ticks.length > 1 ? Math.abs((ticks[1] ?? 0) - (ticks[0] ?? 0)) : Math.abs(value) || 1;
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(distance) + 1e-9)));
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}
