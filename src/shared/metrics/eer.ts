/** Equal error rate: the false-positive rate at the ROC point where |FNR - FPR| is least, as DeepfakeBench has it. */
import type { ScoreMetric } from './score-metric';
import { countThresholds, type ThresholdCounts } from './threshold-counts';

export const eerMetric = {
  id: 'eer',
  label: 'EER',
  shortLabel: 'EER',
  meaning: 'equal error rate: the false-positive rate where it is nearest to the false-negative rate',
  hint: 'lower is better',
  better: 'lower',
  compute: ({ counts }) => eerFromCounts(counts),
  whyNot: ({ counts }) => (counts.thresholds.length < 2 ? 'All scores are equal: there is no EER.' : null),
} as const satisfies ScoreMetric;

/** labels 0 fake / 1 real, scores = probability of fake. Null when there is one class only or all scores are equal. */
export function eer(labels: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  return eerFromCounts(countThresholds(labels, scores));
}

/**
 * Every ROC point counts, also those on a straight piece, which scikit-learn drops by default. Of points that are
 * equally near the one with the lower false-positive rate is taken. With one distinct score the curve has only its
 * two ends, which are equally far and differ wholly: no rate.
 */
export function eerFromCounts({ thresholds, fakes, reals }: ThresholdCounts): number | null {
  if (fakes === 0 || reals === 0 || thresholds.length < 2) return null;
  let least = Infinity;
  let realsAtLeast = 0;
  for (const threshold of thresholds) {
    // |FNR - FPR| times fakes * reals: whole numbers compare exactly. The end above all scores is never the nearest.
    const distance = Math.abs((fakes - threshold.fakes) * reals - threshold.reals * fakes);
    if (distance < least) {
      least = distance;
      realsAtLeast = threshold.reals;
    }
  }
  return realsAtLeast / reals;
}
