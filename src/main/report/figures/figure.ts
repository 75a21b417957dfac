/** What a figure of lines is given. */
import type { MarkerShape } from './markers';

export interface FigureLine {
  readonly label: string;
  /** A CSS colour. */
  readonly colour: string;
  /** As in SVG's stroke-dasharray; '' for a whole line. */
  readonly dash?: string;
  /** Marks on the points, for lines of few of them. */
  readonly shape?: MarkerShape;
  readonly width?: number;
  /** One for each x; null where the line has a gap. */
  readonly values: readonly (number | null)[];
}

export interface FigureBand {
  readonly from: number;
  readonly to: number;
  /** A task. */
  readonly label: string;
}

export interface LineFigure {
  readonly title: string;
  readonly hint?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x: readonly number[];
  readonly lines: readonly FigureLine[];
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** Stretches of x that belong to a task. */
  readonly bands: readonly FigureBand[];
  /** Whether x is numbered; else the bands say what stands along it. */
  readonly hasXTicks: boolean;
}
