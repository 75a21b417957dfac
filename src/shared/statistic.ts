/** Mean and sample standard deviation over the runs that have a value. */
import type { Statistic } from './comparison';

/** Null when no run has the value; `deviation` (divided by count - 1) is null when a single one has. */
export function statisticOf(values: readonly (number | null)[]): Statistic | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = known.length < 2 ? null : Math.sqrt(squares / (known.length - 1));
  return { mean, deviation, count: known.length };
}
