/** What a plot is drawn from: asked anew at every redraw, so that growing curves and moving windows need no new plot. */
import type { Range } from '../../shared/figures/figure';
import type { ChartBand, ChartSeries } from './chart-series';
import type { ChartWindow } from './chart-window';

export interface ChartLook {
  readonly x: readonly number[];
  /** Those that are switched on, as they are drawn: smoothed, or with gaps where a logarithm has no place. */
  readonly series: readonly ChartSeries[];
  readonly bands: readonly ChartBand[];
  readonly xWhole: Range;
  readonly yWhole: Range;
  readonly window: ChartWindow;
  readonly isLog: boolean;
  /** Values beyond what is shown of y are told of by a sign at the edge. */
  readonly hasSigns: boolean;
  /** Whether x is numbered; else bands alone tell what stands along it. */
  readonly hasXTicks: boolean;
  /** Shows dots on the values, for lines of few points. */
  readonly hasDots: boolean;
  /** Charts of one key share their crosshair; null: none. */
  readonly syncKey: string | null;
}

export function xShown({ window, xWhole }: Pick<ChartLook, 'window' | 'xWhole'>): Range {
  return window.x ?? xWhole;
}

export function yShown({ window, yWhole }: Pick<ChartLook, 'window' | 'yWhole'>): Range {
  return window.y ?? yWhole;
}
