/** Forgetting: how far the earlier tasks have fallen from their best. */
import { allKnown, aucAt, mean, range, type AucMatrix } from './auc-matrix';
import type { MatrixMetric } from './matrix-metric';

export const forgettingMetric = {
  id: 'forgetting',
  label: 'Forgetting',
  meaning: 'mean over the earlier tasks of best former AUC minus AUC now',
  better: 'lower',
  place: 'main',
  compute: ({ matrix, step, firstStep, isApart }) => (isApart ? null : forgetting(matrix, step, firstStep)),
} as const satisfies MatrixMetric;

/**
 * For each task before the current one: its best AUC after any earlier step minus its AUC after `step` (1-based).
 * Negative where the task has become better. Null where a value is missing.
 * `firstStep`: the first whose row there is, for a training that took up a chain in its middle.
 * Source: Chaudhry et al. 2018 (RWalk), f_j.
 */
export function forgettingPerTask(matrix: AucMatrix, step: number, firstStep = 1): (number | null)[] {
  return range(0, step - 1).map((task) => {
    const former = range(firstStep, step).map((earlier) => aucAt(matrix, earlier, task));
    const now = aucAt(matrix, step, task);
    return former.length > 0 && allKnown(former) && now !== null ? Math.max(...former) - now : null;
  });
}

/** Mean of `forgettingPerTask`. Null at step 1, before which there is nothing to forget. */
export function forgetting(matrix: AucMatrix, step: number, firstStep = 1): number | null {
  return mean(forgettingPerTask(matrix, step, firstStep));
}
