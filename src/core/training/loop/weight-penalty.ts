/** The method's penalty on the weights: once a batch, the same in every replica, however the images are shared. */
import type * as tf from '@tensorflow/tfjs-core';
import { tensorOf } from '../../weights/weight-tensors';
import { differentiate } from './differentiate';
import { trainableNames, type Learner } from './learner';
import { lossVector, sumOf, type LossVector } from './loss-vector';

export interface WeightPenalty {
  readonly losses: LossVector;
  /** By trainable weight, in their order; null for weights that it does not read. */
  readonly gradients: readonly (tf.Tensor | null)[];
}

export interface PenaltyTargets {
  /** One-hot [count, 2]. */
  readonly labels: tf.Tensor2D;
  /** [count, 2] */
  readonly teacherLogits: tf.Tensor2D | null;
}

/** Null where the method has none. Call inside tf.tidy. */
export function weightPenalty(learner: Learner, { labels, teacherLogits }: PenaltyTargets): WeightPenalty | null {
  const { objective, student, termIds } = learner;
  if (!objective.penalty) return null;
  const ids: string[] = [];
  const { seen: values, gradients } = differentiate(
    () => {
      const inputs = { labels, teacherLogits, student, teacher: learner.teacher };
      const terms = objective.penalty?.(inputs) ?? {};
      const losses = lossVector(terms, termIds);
      ids.push(...losses.ids);
      return { loss: sumOf(terms), seen: losses.values };
    },
    trainableNames(learner).map((name) => tensorOf(student, name)),
  );
  return { losses: { values, ids }, gradients };
}
