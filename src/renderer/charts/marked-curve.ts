/** A curve with one point of it marked by the lines that meet there: level to the axis, and upright. */
import type { ChartBand, ChartSeries } from './chart-series';

/** Where a threshold lies on the ROC and on the precision-recall curve; its recall is the true-positive rate. */
export interface CurveMark {
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
  readonly precision: number | null;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface MarkedCurve {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The level line, none without a mark. */
  readonly level: readonly ChartSeries[];
  /** The upright line stands between them. */
  readonly bands: readonly ChartBand[];
}

/** `points`: by x, which never falls. The mark becomes one of them. */
export function markedCurve(points: readonly Point[], mark: Point | null): MarkedCurve {
  if (mark === null || points.length === 0) {
    return { x: points.map(({ x }) => x), y: points.map(({ y }) => y), level: [], bands: [] };
  }
  const same = points.some((point) => point.x === mark.x && point.y === mark.y);
  const at = placeOf(points, mark);
  const all = same ? [...points] : [...points.slice(0, at), mark, ...points.slice(at)];
  const values = all.map(({ x }) => (x <= mark.x ? mark.y : null));
  return {
    x: all.map(({ x }) => x),
    y: all.map(({ y }) => y),
    level: [{ key: 'mark', label: 'at the threshold', colour: 'var(--warn)', width: 1.6, values }],
    bands: [
      { from: 0, to: mark.x, label: '' },
      { from: mark.x, to: 1, label: '' },
    ],
  };
}

/** Among points of equal x, between which the curve goes straight up or down: where the way becomes least longer. */
function placeOf(points: readonly Point[], mark: Point): number {
  const after = points.findIndex((point) => point.x > mark.x);
  const last = after < 0 ? points.length : after;
  const first = points.findIndex((point) => point.x >= mark.x);
  const places = Array.from({ length: last - (first < 0 ? last : first) + 1 }, (_, index) => last - index);
  const way = (from: Point | undefined, to: Point | undefined) => (from && to ? Math.abs(from.y - to.y) : 0);
  const longer = (place: number) => {
    const [before, next] = [points[place - 1], points[place]];
    return way(before, mark) + way(mark, next) - way(before, next);
  };
  return places.reduce((best, place) => (longer(place) < longer(best) ? place : best), last);
}
