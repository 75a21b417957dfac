/** The precision-recall curve: one point per distinct score, from the highest threshold to the lowest. */
import { countThresholds } from '../../shared/metrics/threshold-counts';

export interface PrecisionRecallPoint {
  /** Images at or above this score are called fake. */
  readonly threshold: number;
  /** Share of those called fake that are fake. */
  readonly precision: number;
  /** Share of fakes that are called fake. */
  readonly recall: number;
}

/** labels 0 fake / 1 real, scores = probability of fake. Null when there is one class only. */
export function precisionRecallCurve(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): PrecisionRecallPoint[] | null {
  const { thresholds, fakes, reals } = countThresholds(labels, scores);
  if (fakes === 0 || reals === 0) return null;
  return thresholds.map((threshold) => ({
    threshold: threshold.score,
    precision: threshold.fakes / (threshold.fakes + threshold.reals),
    recall: threshold.fakes / fakes,
  }));
}
