/** Area under the ROC curve: the chance that a fake scores above a real, a tie counting one half. */
import { countThresholds, type ThresholdCounts } from './threshold-counts';

/** labels 0 fake / 1 real, scores = probability of fake. Null when there is one class only. */
export function auc(labels: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  return aucFromCounts(countThresholds(labels, scores));
}

/**
 * Mann and Whitney's U over the number of pairs. Every sum is of whole numbers, hence exact up to 2^53 half pairs
 * (60 million images of each class).
 */
export function aucFromCounts({ thresholds, fakes, reals }: ThresholdCounts): number | null {
  if (fakes === 0 || reals === 0) return null;
  let halfPairs = 0;
  let fakesAbove = 0;
  let realsAbove = 0;
  for (const threshold of thresholds) {
    // A real beats nobody above it: it gives a whole pair to each fake above and half a pair to each fake beside it.
    halfPairs += (threshold.reals - realsAbove) * (fakesAbove + threshold.fakes);
    fakesAbove = threshold.fakes;
    realsAbove = threshold.reals;
  }
  return halfPairs / 2 / (fakes * reals);
}
