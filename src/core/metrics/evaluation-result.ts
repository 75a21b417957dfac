/** Everything that an evaluation reports, from each image's score. */
import type { EvaluationResult } from '../../shared/evaluation';
import type { SplitName } from '../../shared/task';
import { precisionRecallCurve } from './precision-recall-curve';
import { rocCurve } from './roc-curve';
import { taskMetrics, type TaskMetricsOptions } from './task-metrics';
import { thinCurve } from './thin-curve';
import { countUndefined } from '../../shared/metrics/threshold-counts';
import { videoScores, type FrameScore } from '../../shared/metrics/video-scores';

/** Of a drawn curve more could not be told apart. */
const mostPoints = 500;
const bins = 20;
/** Scores are at most 1; JSON has no infinity. */
const aboveEveryScore = 2;

export interface EvaluatedTarget extends TaskMetricsOptions {
  readonly task: string;
  readonly split: SplitName;
  readonly skipped: readonly EvaluationResult['skipped'][number][];
}

/** What is not defined (one class only, scores that are no numbers) is null or empty, and `note` says why. */
export function evaluationResult(rows: readonly FrameScore[], target: EvaluatedTarget): EvaluationResult {
  return {
    metrics: {
      stage: 0,
      task: target.task,
      split: target.split,
      ...taskMetrics(rows, target),
    },
    ...curvesOf(rows),
    confusion: confusionOf(rows),
    histogram: { fake: histogramOf(rows, 0), real: histogramOf(rows, 1) },
    videos: videoScores(rows, target.videoRule).videos.length,
    videoRule: target.videoRule,
    skipped: [...target.skipped],
  };
}

/** Both curves, thinned to be drawn; empty with one class only. */
export function curvesOf(
  rows: readonly Pick<FrameScore, 'label' | 'score'>[],
): Pick<EvaluationResult, 'roc' | 'precisionRecall'> {
  const labels = rows.map(({ label }) => label);
  const scores = rows.map(({ score }) => score);
  // Scores of a diverged training have no order, and hence no curves.
  if (countUndefined(scores) > 0) return { roc: [], precisionRecall: [] };
  return { roc: rocPoints(labels, scores), precisionRecall: precisionRecallPoints(labels, scores) };
}

function rocPoints(labels: readonly number[], scores: readonly number[]): EvaluationResult['roc'] {
  const points = thinCurve(rocCurve(labels, scores) ?? [], mostPoints, (point) => [
    point.falsePositiveRate,
    point.truePositiveRate,
  ]);
  return points.map((point) => ({ ...point, threshold: Math.min(point.threshold, aboveEveryScore) }));
}

function precisionRecallPoints(
  labels: readonly number[],
  scores: readonly number[],
): EvaluationResult['precisionRecall'] {
  const points = precisionRecallCurve(labels, scores) ?? [];
  return thinCurve(points, mostPoints, (point) => [point.recall, point.precision]);
}

/** Called fake above one half, as accuracy has it; images whose score is no number are in no field. */
function confusionOf(rows: readonly FrameScore[]): EvaluationResult['confusion'] {
  const count = (label: number, isCalledFake: boolean) =>
    rows.filter((row) => row.label === label && !Number.isNaN(row.score) && row.score > 0.5 === isCalledFake).length;
  return {
    fakeAsFake: count(0, true),
    fakeAsReal: count(0, false),
    realAsFake: count(1, true),
    realAsReal: count(1, false),
  };
}

/** Each bin from its lower edge up to the next, the last with both. */
function histogramOf(rows: readonly FrameScore[], label: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const row of rows) {
    if (row.label !== label || Number.isNaN(row.score)) continue;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(row.score * bins)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
