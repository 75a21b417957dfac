/** What a figure of lines is given. */
import type { MarkShape } from './line-style';

export interface FigureLine {
  readonly label: string;
  /** A CSS colour. */
  readonly colour: string;
  /** Lengths of strokes and gaps, px; a whole line when left out. */
  readonly dash?: readonly number[];
  /** Marks on the points, for lines of few of them. */
  readonly shape?: MarkShape;
  /** Pixels. */
  readonly width?: number;
  /** One for each x; null where the line has a gap. */
  readonly values: readonly (number | null)[];
  /** A null is no gap but a point of another line. */
  readonly isBridged?: boolean;
  /** What the values were smoothed from, drawn faint behind them. */
  readonly raw?: readonly (number | null)[];
  /** Deviations: a band from `value - spread` to `value + spread`; null where there is none. */
  readonly spread?: readonly (number | null)[];
}

export interface FigureBand {
  readonly from: number;
  readonly to: number;
  /** A task. */
  readonly label: string;
}

export type Range = readonly [number, number];

export interface LineFigure {
  readonly title: string;
  readonly hint?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: readonly number[];
  readonly lines: readonly FigureLine[];
  readonly xRange: Range;
  readonly yRange: Range;
  /** The y axis is logarithmic; values of 0 and less have no place on it. */
  readonly isLog?: boolean;
  /** Values beyond `yRange` are told of by a sign at the edge. */
  readonly hasSigns?: boolean;
  /** Stretches of x that belong to a task. */
  readonly bands: readonly FigureBand[];
  /** Whether x is numbered; else the bands say what stands along it. */
  readonly hasXTicks: boolean;
}

/** Whether a line has anything to draw. */
export function isDrawn({ values }: FigureLine): boolean {
  return values.some((value) => value !== null);
}
