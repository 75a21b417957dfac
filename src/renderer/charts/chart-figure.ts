/** What a chart shows, as a figure that can be drawn elsewhere: the lines that are on, smoothed as they are, in the window. */
import type { LineFigure } from '../../shared/figures/figure';
import { xShown, yShown, type ChartLook } from './chart-look';

export interface ChartNames {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
}

/** @param colourOf resolves a series' colour to one that a file can hold */
export function chartFigure(look: ChartLook, names: ChartNames, colourOf: (colour: string) => string): LineFigure {
  const xRange = xShown(look);
  const [from, to] = pointsInView(look.x, xRange);
  const cut = <Value>(values: readonly Value[]) => values.slice(from, to);
  return {
    ...{ title: names.title, xLabel: names.xName, yLabel: names.yName },
    ...{ xRange, yRange: yShown(look), isLog: look.isLog, hasSigns: look.hasSigns },
    ...{ bands: look.bands, hasXTicks: look.hasXTicks, x: cut(look.x) },
    lines: look.series.map(({ label, colour, width, dash, shape, values, raw, spread, isBridged }) => ({
      ...{ label, colour: colourOf(colour), values: cut(values) },
      ...(width !== undefined && { width }),
      ...(dash && { dash }),
      ...(look.hasDots && { shape: shape ?? 'circle' }),
      ...(raw && { raw: cut(raw) }),
      ...(spread && { spread: cut(spread) }),
      ...(isBridged && { isBridged }),
    })),
  };
}

/** With a neighbour on each side, to which the lines go on. */
function pointsInView(x: readonly number[], [low, high]: readonly [number, number]): [number, number] {
  const first = x.findIndex((at) => at >= low);
  const last = x.findLastIndex((at) => at <= high);
  return first === -1 || last === -1 ? [0, 0] : [Math.max(0, first - 1), last + 2];
}
