/** The curves of a loss: a line for each term that the method declares, and what has to be said beside them. */
import { formatCount } from '../../../shared/format';
import type { LossTermInfo } from '../../../shared/loss-term';
import type { MethodRecord } from '../../../shared/recipe';
import type { LossPoint, RunDetail } from '../../../shared/run';
import { columnOf, roundCeiling, type ChartSeries } from '../../charts/chart-series';

type Points = readonly Pick<LossPoint, 'losses'>[];

/** In the order in which the method declares them; terms without a value have no line. */
export function lossLines(method: MethodRecord, points: Points): ChartSeries[] {
  return termsOf(method, points)
    .map(({ id, label, unit, colour }) => ({
      key: id,
      label: unit === null ? label : `${label} [${unit}]`,
      colour: `var(--${colour})`,
      // Where one term is the whole loss its line would hide the total's.
      values: columnOf(points, (point) => (isOneTerm(point) ? null : point.losses[id])),
    }))
    .filter((line) => line.values.some((value) => value !== null));
}

/** Which terms there are, until they are drawn; then what the method says about them. */
export function lossHint(method: MethodRecord, points: Points): string {
  const labels = method.terms.map(({ label }) => label);
  const [only, ...others] = labels;
  if (only === undefined) return '';
  if (others.length === 0) return [`${capitalised(only)} alone.`, method.lossHint].filter(Boolean).join(' ');
  const sum = `Sum of ${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}.`;
  const isDrawn = points.some((point) => !isOneTerm(point));
  return [isDrawn ? null : sum, method.lossHint].filter(Boolean).join(' ');
}

/** That a long curve is drawn by the ends of its range, stretch by stretch. */
export function thinnedHint({ lossPoints, thinnedBy = 0 }: Pick<RunDetail, 'lossPoints' | 'thinnedBy'>): string {
  if (thinnedBy === 0) return '';
  const count = formatCount(lossPoints.length + thinnedBy, 'point');
  return `Of ${count} the lowest and the highest of each stretch are drawn.`;
}

/** From zero, or the lowest value, to a round number above the highest. */
export function rangeOf(series: readonly ChartSeries[]): [number, number] {
  let [lowest, highest] = [0, 0];
  for (const value of series.flatMap(({ values }) => values)) {
    if (value === null) continue;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return [lowest < 0 ? -roundCeiling(-lowest) : 0, roundCeiling(highest)];
}

/** A run of another version can have terms that its record does not name: they are drawn by their ids. */
function termsOf({ terms }: MethodRecord, points: Points): LossTermInfo[] {
  const ids = new Set(points.flatMap(({ losses }) => Object.keys(losses)));
  ids.delete('total');
  for (const { id } of terms) ids.delete(id);
  return [...terms, ...[...ids].map((id): LossTermInfo => ({ id, label: id, unit: null, colour: 'series-8' }))];
}

function isOneTerm({ losses }: Points[number]): boolean {
  return Object.keys(losses).length <= 2;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
