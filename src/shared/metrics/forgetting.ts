/** Forgetting: how far the earlier tasks have fallen from their best. */
import { allKnown, aucAt, mean, range, type AucMatrix } from './auc-matrix';
import type { MatrixMetric } from './matrix-metric';

export const forgettingMetric = {
  id: 'forgetting',
  label: 'Forgetting',
  meaning: 'mean over the earlier tasks of best former AUC minus AUC now',
  better: 'lower',
  place: 'main',
  compute: ({ matrix, stage, firstStage, isApart }) => (isApart ? null : forgetting(matrix, stage, firstStage)),
} as const satisfies MatrixMetric;

/**
 * For each task before the current one: its best AUC after any earlier stage minus its AUC after `stage` (1-based).
 * Negative where the task has become better. Null where a value is missing.
 * `firstStage`: the first whose row there is, for a training that took up a chain in its middle.
 * Source: Chaudhry et al. 2018 (RWalk), f_j.
 */
export function forgettingPerTask(matrix: AucMatrix, stage: number, firstStage = 1): (number | null)[] {
  return range(0, stage - 1).map((task) => {
    const former = range(firstStage, stage).map((earlier) => aucAt(matrix, earlier, task));
    const now = aucAt(matrix, stage, task);
    return former.length > 0 && allKnown(former) && now !== null ? Math.max(...former) - now : null;
  });
}

/** Mean of `forgettingPerTask`. Null at stage 1, before which there is nothing to forget. */
export function forgetting(matrix: AucMatrix, stage: number, firstStage = 1): number | null {
  return mean(forgettingPerTask(matrix, stage, firstStage));
}
