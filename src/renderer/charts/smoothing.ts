/** Exponential smoothing, as TensorBoard has it: a mean whose weights fall by a factor from point to point, without a bias to 0. */
import type { ChartBand, ChartSeries } from './chart-series';

/** 0 leaves values as they are; more is smoother. A larger weight would hardly move within a curve of 2,000 points. */
export const mostSmoothing = 0.99;

/**
 * s(n) = sum of w^(n - k) (1 - w) v(k) over k <= n, divided by the sum of its weights, 1 - w^(n + 1).
 * Gaps stay gaps and do not count as points.
 *
 * @param starts indices at which all begins anew
 */
export function smoothed(
  values: readonly (number | null)[],
  weight: number,
  starts: ReadonlySet<number> = new Set(),
): (number | null)[] {
  let [sum, weights] = [0, 0];
  return values.map((value, index) => {
    if (starts.has(index)) [sum, weights] = [0, 0];
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    weights = weight * weights + (1 - weight);
    return sum / weights;
  });
}

/**
 * Lines with what they were smoothed from; lines to compare with, and those of deviations, stay.
 * Smoothing begins anew with each task, so that no task's values reach into the next one's.
 */
export function smoothLines(
  series: readonly ChartSeries[],
  weight: number,
  { x, bands }: { x: readonly number[]; bands: readonly ChartBand[] },
): readonly ChartSeries[] {
  if (weight === 0) return series;
  const ofBands = startsOf(
    x,
    bands.map(({ from }) => from),
  );
  return series.map((line) => {
    if (line.isReference || line.spread) return line;
    const starts = line.starts ? startsOf(x, line.starts) : ofBands;
    return { ...line, raw: line.values, values: smoothed(line.values, weight, starts) };
  });
}

/** The first point of each task but the first; a point on the border of two belongs to the earlier one. */
export function startsOf(x: readonly number[], starts: readonly number[]): ReadonlySet<number> {
  return new Set(starts.slice(1).map((start) => x.findIndex((at) => at > start)));
}
