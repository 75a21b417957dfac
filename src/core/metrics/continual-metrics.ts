/** What a run keeps and forgets, from its AUC matrix: matrix[i][j] = AUC on task j after step i + 1. */

export type AucMatrix = readonly (readonly (number | null)[])[];

/**
 * Mean AUC over the tasks seen so far, after `step` (1-based). Null when the step is not there or a value is missing.
 * Source: Lopez-Paz and Ranzato 2017 (GEM), ACC.
 */
export function averageAuc(matrix: AucMatrix, step: number): number | null {
  return mean(range(0, step).map((task) => at(matrix, step, task)));
}

/**
 * For each task before the current one: its best AUC after any earlier step minus its AUC after `step` (1-based).
 * Negative where the task has become better. Null where a value is missing.
 * Source: Chaudhry et al. 2018 (RWalk), f_j.
 */
export function forgettingPerTask(matrix: AucMatrix, step: number): (number | null)[] {
  return range(0, step - 1).map((task) => {
    const former = range(1, step).map((earlier) => at(matrix, earlier, task));
    const now = at(matrix, step, task);
    return allKnown(former) && now !== null ? Math.max(...former) - now : null;
  });
}

/** Mean of `forgettingPerTask`: lower is better. Null at step 1, before which there is nothing to forget. */
export function forgetting(matrix: AucMatrix, step: number): number | null {
  return mean(forgettingPerTask(matrix, step));
}

/**
 * Mean over the tasks before the current one of AUC after `step` minus AUC right after the task's own step: higher is
 * better. Null at step 1. Source: Lopez-Paz and Ranzato 2017 (GEM), BWT.
 */
export function backwardTransfer(matrix: AucMatrix, step: number): number | null {
  return mean(range(0, step - 1).map((task) => difference(at(matrix, step, task), at(matrix, task + 1, task))));
}

/**
 * Mean over the tasks after the first of AUC right before the task's own step minus AUC before training: higher is
 * better. beforeTraining [tasks]. Null for a chain of one task. Source: Lopez-Paz and Ranzato 2017 (GEM), FWT.
 */
export function forwardTransfer(matrix: AucMatrix, beforeTraining: readonly (number | null)[]): number | null {
  return mean(range(1, matrix.length).map((task) => difference(at(matrix, task, task), beforeTraining[task] ?? null)));
}

/**
 * For each task: AUC of a model trained on it alone minus AUC right after its step. trainedAlone [tasks].
 * Source: Chaudhry et al. 2018 (RWalk), I_k.
 */
export function intransigencePerTask(matrix: AucMatrix, trainedAlone: readonly (number | null)[]): (number | null)[] {
  return range(0, matrix.length).map((task) => difference(trainedAlone[task] ?? null, at(matrix, task + 1, task)));
}

/** Mean of `intransigencePerTask`: lower is better. Null when a value is missing. */
export function intransigence(matrix: AucMatrix, trainedAlone: readonly (number | null)[]): number | null {
  return mean(intransigencePerTask(matrix, trainedAlone));
}

/** For each task of the first `step`: AUC right after its own step, the matrix's diagonal. Null where it is missing. */
export function ownAucs(matrix: AucMatrix, step: number): (number | null)[] {
  return range(0, step).map((task) => at(matrix, task + 1, task));
}

/** Mean of `ownAucs`. Null when a value is missing. */
export function averageOwnAuc(matrix: AucMatrix, step: number): number | null {
  return mean(ownAucs(matrix, step));
}

/** AUC on the task (0-based) after the step (1-based). */
function at(matrix: AucMatrix, step: number, task: number): number | null {
  return matrix[step - 1]?.[task] ?? null;
}

function difference(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left - right;
}

function mean(values: readonly (number | null)[]): number | null {
  if (values.length === 0 || !allKnown(values)) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function allKnown(values: readonly (number | null)[]): values is readonly number[] {
  return values.every((value) => value !== null);
}

/** Whole numbers from `start` up to, not including, `end`. */
function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, offset) => start + offset);
}
