/** Average AUC: how good the tasks seen so far are on average. */
import { aucAt, mean, ownAucs, range, type AucMatrix } from './auc-matrix';
import type { MatrixMetric } from './matrix-metric';

export const averageAucMetric = {
  id: 'averageAuc',
  label: 'Average AUC',
  meaning: 'mean over the tasks',
  better: 'higher',
  place: 'main',
  // Of networks that were trained apart each is asked about its own task.
  compute: ({ matrix, stage, isApart }) => (isApart ? mean(ownAucs(matrix, stage)) : averageAuc(matrix, stage)),
} as const satisfies MatrixMetric;

/**
 * Mean AUC over the tasks seen so far, after `stage` (1-based). Null when the stage is not there or a value is missing.
 * Source: Lopez-Paz and Ranzato 2017 (GEM), ACC.
 */
export function averageAuc(matrix: AucMatrix, stage: number): number | null {
  return mean(range(0, stage).map((task) => aucAt(matrix, stage, task)));
}
