/** Intransigence: how much worse tasks are learnt in a chain than alone. */
import { aucAt, difference, mean, range, type AucMatrix } from './auc-matrix';
import type { MatrixMetric } from './matrix-metric';

export const intransigenceMetric = {
  id: 'intransigence',
  label: 'Intransigence',
  meaning: "mean over the tasks of AUC when trained alone minus AUC right after the task's stage",
  better: 'lower',
  place: 'further',
  needs: 'runs of the baseline Single',
  compute: ({ matrix, trainedAlone }) => (trainedAlone ? intransigence(matrix, trainedAlone) : null),
} as const satisfies MatrixMetric;

/**
 * For each task: AUC of a model trained on it alone minus AUC right after its stage. trainedAlone [tasks].
 * Source: Chaudhry et al. 2018 (RWalk), I_k.
 */
export function intransigencePerTask(matrix: AucMatrix, trainedAlone: readonly (number | null)[]): (number | null)[] {
  return range(0, matrix.length).map((task) => difference(trainedAlone[task] ?? null, aucAt(matrix, task + 1, task)));
}

/** Mean of `intransigencePerTask`. Null when a value is missing. */
export function intransigence(matrix: AucMatrix, trainedAlone: readonly (number | null)[]): number | null {
  return mean(intransigencePerTask(matrix, trainedAlone));
}
