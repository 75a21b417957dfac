/** Backward transfer: what later stages did to the tasks before them. */
import { aucAt, difference, mean, range, type AucMatrix } from './auc-matrix';
import type { MatrixMetric } from './matrix-metric';

export const backwardTransferMetric = {
  id: 'backwardTransfer',
  label: 'Backward transfer',
  meaning: "mean over the earlier tasks of AUC now minus AUC right after the task's stage",
  better: 'higher',
  place: 'further',
  compute: ({ matrix, stage, isApart }) => (isApart ? null : backwardTransfer(matrix, stage)),
} as const satisfies MatrixMetric;

/**
 * Mean over the tasks before the current one of AUC after `stage` minus AUC right after the task's own stage.
 * Null at stage 1. Source: Lopez-Paz and Ranzato 2017 (GEM), BWT.
 */
export function backwardTransfer(matrix: AucMatrix, stage: number): number | null {
  return mean(range(0, stage - 1).map((task) => difference(aucAt(matrix, stage, task), aucAt(matrix, task + 1, task))));
}
