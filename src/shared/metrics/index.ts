/** Every metric, in the order in which they are shown: to add one, write its file and add it to a list here. */
import { accuracyMetric } from './accuracy';
import { aucMetric } from './auc';
import { averageAucMetric } from './average-auc';
import { averagePrecisionMetric } from './average-precision';
import { backwardTransferMetric } from './backward-transfer';
import { eerMetric } from './eer';
import { forgettingMetric } from './forgetting';
import { forwardTransferMetric } from './forward-transfer';
import { intransigenceMetric } from './intransigence';
import type { MatrixMetric } from './matrix-metric';
import type { ScoreMetric } from './score-metric';
import { videoAucMetric } from './video-auc';

/** Of one task's scores after one stage; the first is the one that everything is judged by. */
export const scoreMetrics = [
  aucMetric,
  videoAucMetric,
  averagePrecisionMetric,
  eerMetric,
  accuracyMetric,
] as const satisfies readonly ScoreMetric[];
export type ScoreMetricId = (typeof scoreMetrics)[number]['id'];

/** Of a chain's AUC matrix. */
export const matrixMetrics = [
  averageAucMetric,
  forgettingMetric,
  backwardTransferMetric,
  forwardTransferMetric,
  intransigenceMetric,
] as const satisfies readonly MatrixMetric[];
export type MatrixMetricId = (typeof matrixMetrics)[number]['id'];

/** Those that stand wherever runs are listed. */
export const mainMatrixMetrics = matrixMetrics.filter(({ place }) => place === 'main');

/** A record with one entry for each metric of a list. */
export function byMetric<Metric extends { readonly id: string }, Value>(
  metrics: readonly Metric[],
  valueOf: (metric: Metric) => Value,
): Record<Metric['id'], Value> {
  // `Object.fromEntries` forgets that the keys are these ids.
  return Object.fromEntries(metrics.map((metric) => [metric.id, valueOf(metric)])) as Record<Metric['id'], Value>;
}
