/** Accuracy: the share of correct decisions when an image is called fake above a score of one half. */
import type { ScoreMetric } from './score-metric';
import { checkLabels } from './threshold-counts';

const decisionScore = 0.5;

export const accuracyMetric = {
  id: 'accuracy',
  label: 'Accuracy',
  shortLabel: 'Accuracy',
  meaning: 'share of correct decisions',
  hint: `at a fake score of ${decisionScore}`,
  better: 'higher',
  compute: ({ labels, scores }) => accuracy(labels, scores),
} as const satisfies ScoreMetric;

/** labels 0 fake / 1 real, scores = probability of fake; exactly one half is called real. Null when there are none. */
export function accuracy(labels: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  checkLabels(labels, scores);
  if (labels.length === 0) return null;
  let correct = 0;
  for (let index = 0; index < labels.length; index += 1) {
    const calledFake = (scores[index] ?? 0) > decisionScore;
    if (calledFake === (labels[index] === 0)) correct += 1;
  }
  return correct / labels.length;
}
