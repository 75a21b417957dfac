/** Forward transfer: what earlier stages taught about tasks that were still to come. */
import { aucAt, difference, mean, range, type AucMatrix } from './auc-matrix';
import type { MatrixMetric } from './matrix-metric';

export const forwardTransferMetric = {
  id: 'forwardTransfer',
  label: 'Forward transfer',
  meaning: "mean over the later tasks of AUC right before the task's stage minus AUC before training",
  better: 'higher',
  place: 'further',
  compute: ({ matrix, beforeTraining, stage, isApart }) =>
    isApart ? null : forwardTransfer(matrix.slice(0, stage), beforeTraining),
} as const satisfies MatrixMetric;

/**
 * Mean over the tasks after the first of AUC right before the task's own stage minus AUC before training.
 * beforeTraining [tasks]. Null for a chain of one task. Source: Lopez-Paz and Ranzato 2017 (GEM), FWT.
 */
export function forwardTransfer(matrix: AucMatrix, beforeTraining: readonly (number | null)[]): number | null {
  return mean(
    range(1, matrix.length).map((task) => difference(aucAt(matrix, task, task), beforeTraining[task] ?? null)),
  );
}
