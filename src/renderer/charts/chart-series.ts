/** What a line chart is given: one shared x, and lines over it. */
import type { MarkShape } from '../../shared/figures/line-style';

export interface ChartSeries {
  readonly key: string;
  readonly label: string;
  /** A CSS colour or `var(--name)`. */
  readonly colour: string;
  /** Pixels. */
  readonly width?: number;
  /** Lengths of strokes and gaps, px; solid when left out. */
  readonly dash?: readonly number[];
  /** The mark on its points, where the chart has dots. */
  readonly shape?: MarkShape;
  /** As long as x; null where the line has a gap. */
  readonly values: readonly (number | null)[];
  /** What the values were smoothed from, drawn faint behind them. */
  readonly raw?: readonly (number | null)[];
  /** Standard deviations of the values, drawn as a band; null where there is none. */
  readonly spread?: readonly (number | null)[];
  /** A null is no gap but a point of another line: the line goes on to its next value. */
  readonly isBridged?: boolean;
  /** Where along x its own tasks begin, if not where the chart's bands do. */
  readonly starts?: readonly number[];
  /** Only there to compare with: it is not smoothed. */
  readonly isReference?: boolean;
}

/** A stretch of x that belongs to a task; its label stands at the foot of the chart. */
export interface ChartBand {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** From loss or AUC points to columns: one array of values for each key. */
export function columnOf<Point>(points: readonly Point[], read: (point: Point) => number | null | undefined) {
  return points.map((point) => read(point) ?? null);
}

export function countOfPoints(series: readonly ChartSeries[]): number {
  return series.reduce((sum, line) => sum + line.values.filter((value) => value !== null).length, 0);
}

/** Least and greatest of all values; null without one. */
export function extentOf(series: readonly ChartSeries[]): [number, number] | null {
  let [least, greatest] = [Infinity, -Infinity];
  for (const { values } of series)
    for (const value of values) {
      if (value === null) continue;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
  return least > greatest ? null : [least, greatest];
}

/** A round number at or above the largest value, so that the scale does not twitch with each point. */
export function roundCeiling(largest: number): number {
  if (!(largest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  const stage = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= largest * 1.02) ?? 10;
  return stage * power;
}

/** The last value at or before a place; null before the first and after the last one. */
export function valueUpTo(values: readonly (number | null)[], place: number): number | null {
  const last = values.findLastIndex((value) => value !== null);
  if (place > last) return null;
  return values.findLast((value, index) => index <= place && value !== null) ?? null;
}
