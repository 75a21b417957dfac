/** Curves of several runs over one x: each keeps its own points, and its line goes from one to the next. */
import type { RunDetail } from '../../../shared/run';
import type { ChartSeries } from '../../charts/chart-series';

export interface Curves {
  readonly x: readonly number[];
  readonly series: readonly ChartSeries[];
}

export function overlayCurves(own: Curves, others: readonly Curves[]): Curves {
  if (others.length === 0) return own;
  const all = [own, ...others];
  const x = [...new Set(all.flatMap((curves) => curves.x))].sort((a, b) => a - b);
  const series = all.flatMap((curves) => {
    const places = new Map(curves.x.map((at, index) => [at, index]));
    return curves.series.map((line) => ({
      ...line,
      values: x.map((at) => line.values[places.get(at) ?? -1] ?? null),
      isBridged: true,
    }));
  });
  return { x, series };
}

/** What stands after the name of a line of another run; its experiment too, where it is another one. */
export function overlayName({ summary }: RunDetail, shown: RunDetail): string {
  const { name, experimentId, experimentName } = summary;
  return experimentId === shown.summary.experimentId ? name : `${name}, ${experimentName}`;
}
