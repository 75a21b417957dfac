/** Robustness as lines over the strength: one for each evaluation, in one chart for each corruption. */
import type { Evaluation } from '../../shared/evaluation';
import { lineStyle } from '../../shared/figures/line-style';
import type { ScoreMetricId } from '../../shared/metrics';
import { corruptionIds, type Corruption } from '../../shared/robustness';
import type { ChartSeries } from '../charts/chart-series';
import { seriesCount } from '../stores/colours';

export interface NamedEvaluation {
  readonly evaluation: Evaluation;
  /** What tells it from the others. */
  readonly label: string;
}

export interface RobustnessLines {
  readonly corruption: Corruption;
  readonly x: number[];
  readonly series: ChartSeries[];
}

/** Of the corruptions that any of them was measured under; each line has its points at its own strengths. */
export function robustnessLines(named: readonly NamedEvaluation[], metric: ScoreMetricId): RobustnessLines[] {
  return corruptionIds.flatMap((corruption) => {
    const curves = named.map(({ evaluation: { id, robustness }, label }, place) => ({
      ...{ id, label, place },
      points: (robustness ?? []).filter((point) => point.corruption === corruption),
    }));
    const x = [...new Set(curves.flatMap(({ points }) => points.map(({ strength }) => strength)))].sort(
      (a, b) => a - b,
    );
    if (x.length === 0) return [];
    const series = curves
      .filter(({ points }) => points.length > 0)
      .map(({ id, label, place, points }): ChartSeries => ({
        ...{ key: id, label, width: 1.8, isBridged: true },
        colour: `var(--series-${(place % seriesCount) + 1})`,
        ...lineStyle(Math.floor(place / seriesCount)),
        values: x.map((strength) => points.find((point) => point.strength === strength)?.metrics[metric] ?? null),
      }));
    return [{ corruption, x, series }];
  });
}

/**
 * Names each by those of its parts in which they differ, such as the run, the stage and the task. `parts`: of one
 * evaluation, as many for each; `title`: where nothing differs.
 */
export function tellApart(
  evaluations: readonly Evaluation[],
  words: { parts(evaluation: Evaluation): readonly string[]; title(evaluation: Evaluation): string },
): NamedEvaluation[] {
  const parts = evaluations.map(words.parts);
  const differs = (place: number) => new Set(parts.map((own) => own[place])).size > 1;
  const labels = evaluations.map(
    (evaluation, index) =>
      (parts[index] ?? []).filter((_, place) => differs(place)).join(', ') || words.title(evaluation),
  );
  return evaluations.map((evaluation, index) => {
    const label = labels[index] ?? '';
    const earlier = labels.slice(0, index).filter((one) => one === label).length;
    return { evaluation, label: earlier === 0 ? label : `${label} (${earlier + 1})` };
  });
}
