/** Backward transfer: what later steps did to the tasks before them. */
import { aucAt, difference, mean, range, type AucMatrix } from './auc-matrix';
import type { MatrixMetric } from './matrix-metric';

export const backwardTransferMetric = {
  id: 'backwardTransfer',
  label: 'Backward transfer',
  meaning: "mean over the earlier tasks of AUC now minus AUC right after the task's step",
  better: 'higher',
  place: 'further',
  compute: ({ matrix, step, isApart }) => (isApart ? null : backwardTransfer(matrix, step)),
} as const satisfies MatrixMetric;

/**
 * Mean over the tasks before the current one of AUC after `step` minus AUC right after the task's own step.
 * Null at step 1. Source: Lopez-Paz and Ranzato 2017 (GEM), BWT.
 */
export function backwardTransfer(matrix: AucMatrix, step: number): number | null {
  return mean(range(0, step - 1).map((task) => difference(aucAt(matrix, step, task), aucAt(matrix, task + 1, task))));
}
