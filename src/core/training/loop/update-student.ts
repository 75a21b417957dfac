/** The update of the student by a batch's gradients: the optimiser's, with what the method changes of it and sees of it. */
import * as tf from '@tensorflow/tfjs-core';
import { updateWeights, type WeightUpdateOptions } from '../../optimizers/update-weights';
import type { TensorMap } from '../../weights/tensor-map';
import { replaceTensor, tensorOf } from '../../weights/weight-tensors';
import { statisticNames, trainableNames, type Learner } from './learner';
import type { WeightPenalty } from './weight-penalty';

export interface StudentUpdate {
  /** Of the images' loss, by trainable weight. */
  readonly gradients: readonly tf.Tensor[];
  readonly penalty: WeightPenalty | null;
  /** Running statistics after the batch. */
  readonly statistics: readonly tf.Tensor[];
}

/** Call inside tf.tidy. */
export function updateStudent(
  learner: Learner,
  { gradients, penalty, statistics }: StudentUpdate,
  options: WeightUpdateOptions,
): void {
  const { objective, student } = learner;
  const names = trainableNames(learner);
  const byName = (tensors: readonly tf.Tensor[]): TensorMap =>
    new Map(names.flatMap((name, index) => (tensors[index] ? [[name, tensors[index]] as const] : [])));
  const penalised = withPenalty(gradients, penalty);
  const changed = objective.changeGradients?.(byName(penalised));
  // Engines update weights in place: what is to be seen afterwards is copied.
  const before = objective.afterUpdate ? names.map((name) => tf.add(tensorOf(student, name), 0)) : null;
  updateWeights(learner, changed ? names.map((name) => tensorOf(changed, name)) : penalised, options);
  if (before) {
    const after = names.map((name) => tensorOf(student, name));
    objective.afterUpdate?.({ gradients: byName(gradients), before: byName(before), after: byName(after) });
  }
  statisticNames(learner).forEach((name, index) => {
    const statistic = statistics[index];
    if (statistic) replaceTensor(student, name, tf.keep(statistic));
  });
}

function withPenalty(gradients: readonly tf.Tensor[], penalty: WeightPenalty | null): readonly tf.Tensor[] {
  if (!penalty) return gradients;
  return gradients.map((gradient, index) => {
    const more = penalty.gradients[index];
    return more ? tf.add(gradient, more) : gradient;
  });
}
