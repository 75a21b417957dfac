/** Everything that is told of one task's scores on one split: every metric, the AUC's interval, and why one is missing. */
import type { TaskResult } from '../../shared/event';
import { formatCount } from '../../shared/format';
import { byMetric, scoreMetrics } from '../../shared/metrics';
import type { ScoreMetric } from '../../shared/metrics/score-metric';
import { ScoredImages } from '../../shared/metrics/scored-images';
import { checkLabels, countUndefined } from '../../shared/metrics/threshold-counts';
import type { VideoRule } from '../../shared/metrics/video-rules';
import type { FrameScore } from '../../shared/metrics/video-scores';
import type { ClassCounts } from '../../shared/task';
import { aucInterval } from './bootstrap-interval';

export type TaskMetrics = Omit<TaskResult, 'stage' | 'task' | 'split'>;

export interface TaskMetricsOptions {
  /** Of the bootstrap: the same seed gives the same interval. */
  readonly seed: number;
  readonly videoRule: VideoRule;
}

/**
 * frames [images], label 0 fake / 1 real, score = probability of fake. A value that is not defined is null, never 0.5 or
 * NaN, and `note` says why. Throws AppError('bad-input') when a label is neither 0 nor 1.
 */
export function taskMetrics(frames: readonly FrameScore[], { seed, videoRule }: TaskMetricsOptions): TaskMetrics {
  const images = new ScoredImages(frames, videoRule);
  const { labels, scores } = images;
  checkLabels(labels, scores);
  const counts = countClasses(labels);
  const undefinedScores = countUndefined(scores);
  if (undefinedScores > 0) {
    return {
      ...byMetric(scoreMetrics, () => null),
      aucInterval: null,
      counts,
      note: `Not a number: ${undefinedScores} of ${formatCount(scores.length, 'score')}, so no metric is defined. Training may have diverged: lower the learning rate.`,
    };
  }
  const values = byMetric(scoreMetrics, (metric) => metric.compute(images));
  const missing = scoreMetrics.filter(({ id }) => values[id] === null);
  return {
    ...values,
    aucInterval: aucInterval(labels, scores, { seed }),
    counts,
    note: noteFor(missing, images, counts),
  };
}

function countClasses(labels: readonly number[]): ClassCounts {
  const real = labels.reduce((sum, label) => sum + label, 0);
  return { fake: labels.length - real, real };
}

/** Null when there is nothing to say. */
function noteFor(missing: readonly ScoreMetric[], images: ScoredImages, { fake, real }: ClassCounts): string | null {
  if (fake === 0 && real === 0) return 'There are no images, so no metric is defined.';
  if (fake === 0 || real === 0) {
    const className = real === 0 ? 'fake' : 'real';
    const count = fake + real;
    const which = count === 1 ? `The only image is ${className}` : `All ${count} images are ${className}`;
    return `${which}: ${enumerate(missing.map(({ label }) => withinSentence(label)))} need both classes.`;
  }
  const reasons = missing.map((metric) => metric.whyNot?.(images) ?? null).filter((reason) => reason !== null);
  return reasons.length === 0 ? null : reasons.join(' ');
}

/** `Video AUC` as `video AUC`; `AUC` and `EER` stay. */
function withinSentence(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

/** `a`, `a and b`, `a, b and c`. */
function enumerate(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
