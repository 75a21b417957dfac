/** The AUC matrix that a run fills: matrix[i][j] = AUC on task j after stage i + 1; and what its metrics are made of. */

export type AucMatrix = readonly (readonly (number | null)[])[];

/** AUC on the task (0-based) after the stage (1-based). */
export function aucAt(matrix: AucMatrix, stage: number, task: number): number | null {
  return matrix[stage - 1]?.[task] ?? null;
}

/** For each task of the first `stage`: AUC right after its own stage, the matrix's diagonal. Null where it is missing. */
export function ownAucs(matrix: AucMatrix, stage: number): (number | null)[] {
  return range(0, stage).map((task) => aucAt(matrix, task + 1, task));
}

/** The first stage that has a row, from 1; 1 where there is none yet. */
export function firstKnownStage(matrix: AucMatrix): number {
  const row = matrix.findIndex((aucs) => aucs.some((auc) => auc !== null));
  return 1 + Math.max(0, row);
}

export function difference(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left - right;
}

/** Null where there is nothing, or a value is missing. */
export function mean(values: readonly (number | null)[]): number | null {
  if (values.length === 0 || !allKnown(values)) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function allKnown(values: readonly (number | null)[]): values is readonly number[] {
  return values.every((value) => value !== null);
}

/** Whole numbers from `start` up to, not including, `end`. */
export function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, offset) => start + offset);
}
