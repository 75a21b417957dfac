/** The terms of a loss in one tensor, so that parts and replicas can add them up. */
import * as tf from '@tensorflow/tfjs-core';
import type { LossTerms } from '../../../shared/loss-term';
import type { LossValues } from '../../methods/objective';

export interface LossVector {
  /** [1 + declared terms]: their sum, and each in the order of the declaration; 0 for those that there are not. */
  readonly values: tf.Tensor;
  /** Ids of those that there are. */
  readonly ids: readonly string[];
}

/** In the order in which the objective gives them. */
export function sumOf(terms: LossValues): tf.Scalar {
  const [first, ...others] = Object.values(terms);
  if (!first) throw new Error('The objective gave no loss term.');
  return others.reduce((sum, term) => tf.add(sum, term), first);
}

/** Throws for a term that is not declared: it would be minimised and shown nowhere. */
export function lossVector(terms: LossValues, declared: readonly string[]): LossVector {
  const ids = Object.keys(terms);
  const unknown = ids.find((id) => !declared.includes(id));
  if (unknown !== undefined) {
    throw new Error(`The objective gave the term "${unknown}", but its method declares ${declared.join(', ')}.`);
  }
  const values = [sumOf(terms), ...declared.map((id) => terms[id] ?? tf.scalar(0))];
  return { values: tf.stack(values), ids };
}

export function noLosses(declared: readonly string[]): LossVector {
  return { values: tf.zeros([1 + declared.length]), ids: [] };
}

/** Both together: parts of a batch, or images and weights. */
export function addedLosses(left: LossVector, right: LossVector): LossVector {
  return { values: tf.add(left.values, right.values), ids: [...new Set([...left.ids, ...right.ids])] };
}

/** `numbers`: those of `values`. */
export function lossTerms({ ids }: LossVector, numbers: Float32Array, declared: readonly string[]): LossTerms {
  const losses: LossTerms = { total: numbers[0] ?? NaN };
  declared.forEach((id, index) => {
    if (ids.includes(id)) losses[id] = numbers[index + 1] ?? NaN;
  });
  return losses;
}
