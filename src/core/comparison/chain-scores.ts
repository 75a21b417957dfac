/** What a run's AUC matrix says after a step; for `single` of the networks that it trained apart. */
import {
  averageAuc,
  averageOwnAuc,
  backwardTransfer,
  forgetting,
  forwardTransfer,
  ownAucs,
  type AucMatrix,
} from '../metrics/continual-metrics';
import { singleId } from './single-id';

export interface ChainScores {
  /** AUC per task of the chain. */
  readonly taskAucs: readonly (number | null)[];
  readonly averageAuc: number | null;
  readonly forgetting: number | null;
  readonly backwardTransfer: number | null;
  readonly forwardTransfer: number | null;
}

export interface ScoredChain {
  /** Id of the method. */
  readonly method: string;
  readonly matrix: AucMatrix;
  /** One per task of the chain. */
  readonly beforeTraining: readonly (number | null)[];
}

/**
 * After `step` (1-based). The networks of `single` know nothing of each other: each task has the AUC of its own, and
 * nothing is forgotten or transferred.
 */
export function chainScores({ method, matrix, beforeTraining }: ScoredChain, step: number): ChainScores {
  if (method === singleId) {
    const none = { forgetting: null, backwardTransfer: null, forwardTransfer: null };
    return { taskAucs: ownAucs(matrix, step), averageAuc: averageOwnAuc(matrix, step), ...none };
  }
  return {
    taskAucs: beforeTraining.map((_, task) => matrix[step - 1]?.[task] ?? null),
    averageAuc: averageAuc(matrix, step),
    forgetting: forgetting(matrix, step, firstKnownStep(matrix)),
    backwardTransfer: backwardTransfer(matrix, step),
    forwardTransfer: forwardTransfer(matrix.slice(0, step), beforeTraining),
  };
}

/** A training that took up a chain in its middle has no rows before that of the weights which it was given. */
function firstKnownStep(matrix: AucMatrix): number {
  return (
    1 +
    Math.max(
      0,
      matrix.findIndex((row) => row.some((auc) => auc !== null)),
    )
  );
}
