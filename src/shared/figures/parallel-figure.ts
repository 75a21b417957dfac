/** Parallel coordinates: an upright axis for each parameter and measure, and a line across them for each recipe. */
import type { MarkShape } from './line-style';

export interface ParallelAxis {
  readonly label: string;
  /** Where round values, or the choices, stand: 0 at the foot, 1 at the head. */
  readonly ticks: readonly { readonly share: number; readonly text: string }[];
}

export interface ParallelLine {
  readonly label: string;
  /** A CSS colour. */
  readonly colour: string;
  readonly dash?: readonly number[];
  readonly shape?: MarkShape;
  /** One for each axis, as it is; null where the recipe does not have it. */
  readonly values: readonly (string | number | null)[];
  /** Where each lies along its axis. */
  readonly shares: readonly (number | null)[];
}

export interface ParallelFigure {
  readonly title: string;
  readonly axes: readonly ParallelAxis[];
  readonly lines: readonly ParallelLine[];
}
