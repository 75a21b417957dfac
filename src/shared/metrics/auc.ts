/** Area under the ROC curve: the chance that a fake scores above a real, a tie counting one half. */
import type { ScoreMetric } from './score-metric';
import { countThresholds, type ThresholdCounts } from './threshold-counts';

export const aucMetric = {
  id: 'auc',
  label: 'AUC',
  shortLabel: 'AUC',
  meaning: 'area under the ROC curve: the chance that a fake scores above a real',
  hint: '0.5 is chance',
  better: 'higher',
  compute: ({ counts }) => aucFromCounts(counts),
} as const satisfies ScoreMetric;

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
