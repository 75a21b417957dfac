/** The ROC curve: one point per distinct score, from calling nothing fake to calling everything fake. */
import { countThresholds } from '../../shared/metrics/threshold-counts';

export interface RocPoint {
  /** Share of reals that are called fake. */
  readonly falsePositiveRate: number;
  /** Share of fakes that are called fake. */
  readonly truePositiveRate: number;
  /** Images at or above this score are called fake; Infinity at the first point, which calls nothing fake. */
  readonly threshold: number;
}

/** labels 0 fake / 1 real, scores = probability of fake. From (0, 0) to (1, 1); null when there is one class only. */
export function rocCurve(labels: ArrayLike<number>, scores: ArrayLike<number>): RocPoint[] | null {
  const { thresholds, fakes, reals } = countThresholds(labels, scores);
  if (fakes === 0 || reals === 0) return null;
  return [
    { falsePositiveRate: 0, truePositiveRate: 0, threshold: Infinity },
    ...thresholds.map((threshold) => ({
      falsePositiveRate: threshold.reals / reals,
      truePositiveRate: threshold.fakes / fakes,
      threshold: threshold.score,
    })),
  ];
}
