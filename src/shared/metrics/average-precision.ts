/** Average precision: precision summed over the recall that each threshold adds, without interpolation. */
import type { ScoreMetric } from './score-metric';
import { countThresholds, type ThresholdCounts } from './threshold-counts';

export const averagePrecisionMetric = {
  id: 'averagePrecision',
  label: 'Average precision',
  shortLabel: 'AP',
  meaning: 'area under the precision-recall curve',
  hint: 'fake is positive',
  better: 'higher',
  compute: ({ counts }) => averagePrecisionFromCounts(counts),
} as const satisfies ScoreMetric;

/** labels 0 fake / 1 real, scores = probability of fake. Null when there is one class only. */
export function averagePrecision(labels: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  return averagePrecisionFromCounts(countThresholds(labels, scores));
}

/** sum over thresholds of (recall - recall before) * precision, as scikit-learn defines it. */
export function averagePrecisionFromCounts({ thresholds, fakes, reals }: ThresholdCounts): number | null {
  if (fakes === 0 || reals === 0) return null;
  let sum = 0;
  let fakesAbove = 0;
  for (const threshold of thresholds) {
    sum += ((threshold.fakes - fakesAbove) * threshold.fakes) / (threshold.fakes + threshold.reals);
    fakesAbove = threshold.fakes;
  }
  return sum / fakes;
}
