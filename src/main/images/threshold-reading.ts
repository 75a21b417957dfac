/** What one score file says at every threshold that a person can choose: both curves, and the confusion matrix's counts. */
import { curvesOf } from '../../core/metrics/evaluation-result';
import { thresholdSteps, type ThresholdReading } from '../../shared/images';
import type { FrameScore } from '../../shared/metrics/video-scores';

export function thresholdReading(frames: readonly FrameScore[]): ThresholdReading {
  const scored = frames.filter(({ score }) => !Number.isNaN(score));
  const of = (label: number) => scored.filter((frame) => frame.label === label).map(({ score }) => score);
  const [fakes, reals] = [of(0), of(1)];
  return {
    ...curvesOf(scored),
    counts: { fake: fakes.length, real: reals.length },
    undefinedScores: frames.length - scored.length,
    above: { fake: countAbove(fakes), real: countAbove(reals) },
  };
}

/** [k]: how many scores lie above k / thresholdSteps. */
function countAbove(scores: readonly number[]): number[] {
  const sorted = Float64Array.from(scores).sort();
  let below = 0;
  return Array.from({ length: thresholdSteps + 1 }, (_, step) => {
    while (below < sorted.length && (sorted[below] ?? 0) <= step / thresholdSteps) below += 1;
    return sorted.length - below;
  });
}
