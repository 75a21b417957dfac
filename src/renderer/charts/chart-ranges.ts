/** Which range of values a chart has room for: all of them, those that are no outliers, or what a logarithm has a place for. */
import type { Range } from '../../shared/figures/figure';
import { extentOf, type ChartSeries } from './chart-series';

/** Tukey's outer fences: further than this many quartile distances from the quartiles is far out. */
const fenceDistance = 3;

/** `whole`, cut to where values are no outliers; where there are none it stays. */
export function withoutOutliers(whole: Range, series: readonly ChartSeries[]): Range {
  const values = series.flatMap((line) => line.values.filter((value) => value !== null)).sort((a, b) => a - b);
  if (values.length < 4) return whole;
  const [lower, upper] = [quantile(values, 0.25), quantile(values, 0.75)];
  const distance = fenceDistance * (upper - lower);
  if (distance === 0) return whole;
  const within = values.filter((value) => value >= lower - distance && value <= upper + distance);
  const [least = 0, greatest = 0] = [within[0], within.at(-1)];
  const room = 0.04 * (greatest - least);
  return [
    (values[0] ?? 0) < lower - distance ? least - room : whole[0],
    (values.at(-1) ?? 0) > upper + distance ? greatest + room : whole[1],
  ];
}

/** Of the values above 0, with a little room; null where there is none. `whole` cuts it where outliers are cut. */
export function logRange(series: readonly ChartSeries[], whole: Range): Range | null {
  const positive = series.map((line) => ({
    ...line,
    values: line.values.map((value) => (value !== null && value > 0 && value <= whole[1] ? value : null)),
  }));
  const extent = extentOf(positive);
  return extent && [extent[0] / 1.25, extent[1] * 1.25];
}

/** How many values a logarithmic axis has no place for. */
export function countWithoutLogarithm(series: readonly ChartSeries[]): number {
  return series.reduce((sum, { values }) => sum + values.filter((value) => value !== null && value <= 0).length, 0);
}

/** Between neighbours linearly, as NumPy does. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const [low = 0, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (at - Math.floor(at)) * (high - low);
}
