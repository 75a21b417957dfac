/** All metrics of one task's scores after one step, with a sentence where a value is not defined. */
import { formatCount } from '../../shared/format';
import type { ClassCounts } from '../../shared/task';
import { accuracy } from './accuracy';
import { aucFromCounts } from './auc';
import { averagePrecisionFromCounts } from './average-precision';
import { eerFromCounts } from './eer';
import { checkLabels, countThresholds, countUndefined } from './threshold-counts';

export interface ScoreMetrics {
  readonly auc: number | null;
  readonly averagePrecision: number | null;
  readonly eer: number | null;
  readonly accuracy: number | null;
  readonly counts: ClassCounts;
  /** Why a value is null; null when all are there. */
  readonly note: string | null;
}

/**
 * labels [images]: 0 fake, 1 real; scores [images]: probability of fake, which is the positive class.
 * What is not defined is null, never 0.5 or NaN. Throws AppError('bad-input') when the lengths differ.
 */
export function scoreMetrics(labels: ArrayLike<number>, scores: ArrayLike<number>): ScoreMetrics {
  checkLabels(labels, scores);
  const undefinedScores = countUndefined(scores);
  if (undefinedScores > 0) {
    return {
      auc: null,
      averagePrecision: null,
      eer: null,
      accuracy: null,
      counts: countClasses(labels),
      note: `Not a number: ${undefinedScores} of ${formatCount(scores.length, 'score')}, so no metric is defined. Training may have diverged: lower the learning rate.`,
    };
  }
  const counts = countThresholds(labels, scores);
  return {
    auc: aucFromCounts(counts),
    averagePrecision: averagePrecisionFromCounts(counts),
    eer: eerFromCounts(counts),
    accuracy: accuracy(labels, scores),
    counts: { fake: counts.fakes, real: counts.reals },
    note: noteFor(counts.fakes, counts.reals, counts.thresholds.length),
  };
}

function countClasses(labels: ArrayLike<number>): ClassCounts {
  let real = 0;
  for (let index = 0; index < labels.length; index += 1) real += labels[index] ?? 0;
  return { fake: labels.length - real, real };
}

function noteFor(fakes: number, reals: number, distinctScores: number): string | null {
  if (fakes === 0 && reals === 0) return 'There are no images, so no metric is defined.';
  if (fakes === 0 || reals === 0) {
    const className = reals === 0 ? 'fake' : 'real';
    const count = fakes + reals;
    const which = count === 1 ? `The only image is ${className}` : `All ${count} images are ${className}`;
    return `${which}: AUC, average precision and EER need both classes.`;
  }
  if (distinctScores < 2) return 'All scores are equal: there is no EER.';
  return null;
}
