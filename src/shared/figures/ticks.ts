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

/** 1, 2 and 5 times the powers of ten between the ends, or of the powers alone every so many; a short range is divided evenly. */
export function logTicksBetween(low: number, high: number, most: number): number[] {
  if (!(low > 0) || !(high > low)) return [low];
  const powers = ticksBetween(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)), 400, 1);
  const within = (ticks: readonly number[]) =>
    ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
  const every = (factors: readonly number[]) =>
    within(powers.flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`))));
  const fine = [[1, 2, 5], [1]].map(every).find((ticks) => ticks.length >= 2 && ticks.length <= most);
  if (fine) return fine;
  const tens = every([1]);
  if (tens.length < 2) return ticksBetween(low, high, most).filter((tick) => tick > 0);
  return tens.filter((_, index) => index % Math.ceil(tens.length / most) === 0);
}

/** With as many decimals as the distance between ticks needs; of ticks that are unevenly apart each as it is. */
export function tickText(value: number, ticks: readonly number[]): string {
  const [first = value, second = 2 * value, third = 2 * second - first] = ticks;
  const distance = Math.abs(second - first) || 1;
  if (Math.abs(third - second - (second - first)) > distance * 1e-6) return plainText(value);
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(distance) + 1e-9)));
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}

function plainText(value: number): string {
  return value !== 0 && (value < 1e-4 || value >= 1e6) ? value.toExponential(0) : String(Number(value.toPrecision(6)));
}
