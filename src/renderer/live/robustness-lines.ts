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

/** What several of them have in common is left out: the weights where only the images differ, and the other way round. */
export function tellApart(
  evaluations: readonly Evaluation[],
  words: {
    weights(evaluation: Evaluation): string;
    target(evaluation: Evaluation): string;
    title(evaluation: Evaluation): string;
  },
): NamedEvaluation[] {
  const isOne = (texts: readonly string[]) => new Set(texts).size === 1;
  const haveOneWeights = isOne(evaluations.map(words.weights));
  const haveOneTarget = isOne(evaluations.map(words.target));
  const labels = evaluations.map((evaluation) => {
    const parts = [!haveOneWeights && words.weights(evaluation), !haveOneTarget && words.target(evaluation)];
    return parts.filter((part) => part !== false).join(' on ') || words.title(evaluation);
  });
  return evaluations.map((evaluation, place) => {
    const label = labels[place] ?? '';
    const earlier = labels.slice(0, place).filter((one) => one === label).length;
    return { evaluation, label: earlier === 0 ? label : `${label} (${earlier + 1})` };
  });
}
