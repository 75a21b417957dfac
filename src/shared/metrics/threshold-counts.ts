/** What every score metric starts from: how many fakes and reals lie at or above each distinct score. */
import { AppError } from '../errors';
import { formatCount } from '../format';

/** Lowering the threshold to `score` calls `fakes` fakes (true positives) and `reals` reals (false positives) fake. */
export interface ThresholdCount {
  readonly score: number;
  readonly fakes: number;
  readonly reals: number;
}

export interface ThresholdCounts {
  /** One per distinct score, highest first; tied images enter together. The last has every image. */
  readonly thresholds: readonly ThresholdCount[];
  readonly fakes: number;
  readonly reals: number;
}

/**
 * labels [images]: 0 fake, 1 real; scores [images]: probability of fake, which is the positive class.
 * Scores have to be numbers: NaN has no place in an order, see `countUndefined`.
 * Throws AppError('bad-input') when the lengths differ, a label is neither 0 nor 1, or a score is NaN.
 */
export function countThresholds(labels: ArrayLike<number>, scores: ArrayLike<number>): ThresholdCounts {
  checkLabels(labels, scores);
  if (countUndefined(scores) > 0) {
    throw new AppError('bad-input', 'A score is not a number (NaN), so the images have no order. Leave it out first.');
  }
  const order = Uint32Array.from({ length: scores.length }, (_, index) => index);
  // `|| 0`: two infinite scores are equal, though their difference is NaN.
  order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || 0);

  const thresholds: ThresholdCount[] = [];
  let fakes = 0;
  let reals = 0;
  for (const [position, index] of order.entries()) {
    if (labels[index] === 0) fakes += 1;
    else reals += 1;
    const score = scores[index] ?? 0;
    const next = order[position + 1];
    if (next === undefined || scores[next] !== score) thresholds.push({ score, fakes, reals });
  }
  return { thresholds, fakes, reals };
}

/** Throws AppError('bad-input') when labels and scores differ in length or a label is neither 0 nor 1. */
export function checkLabels(labels: ArrayLike<number>, scores: ArrayLike<number>): void {
  if (labels.length !== scores.length) {
    throw new AppError(
      'bad-input',
      `${formatCount(labels.length, 'label')} cannot go with ${formatCount(scores.length, 'score')}. Give one label per score.`,
    );
  }
  for (let index = 0; index < labels.length; index += 1) {
    const label = labels[index];
    if (label !== 0 && label !== 1) {
      throw new AppError('bad-input', `Label ${label} of image ${index} is neither 0 (fake) nor 1 (real).`);
    }
  }
}

/** How many scores are NaN, as a diverged training gives them. */
export function countUndefined(scores: ArrayLike<number>): number {
  let undefinedScores = 0;
  for (let index = 0; index < scores.length; index += 1) if (Number.isNaN(scores[index])) undefinedScores += 1;
  return undefinedScores;
}
