/** The update of the student by a batch's gradients: the optimiser's, with what the method changes of it and sees of it. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, numbered, runKernel } from '../../networks/fused-kernels';
import {
  updateFactors,
  updatesInPlace,
  updateWeights,
  type WeightUpdateOptions,
} from '../../optimizers/update-weights';
import type { TensorMap } from '../../weights/tensor-map';
import { replaceTensor, tensorOf } from '../../weights/weight-tensors';
import type { Targets } from './image-loss';
import { statisticNames, trainableNames, type Learner } from './learner';
import { addedLosses, type LossVector } from './loss-vector';
import { weightPenalty, type WeightPenalty } from './weight-penalty';

export interface BatchResults {
  /** Of the whole batch: gradients of the trainable weights, running statistics, losses. */
  readonly sums: readonly tf.Tensor[];
  /** Of the loss terms of images that there are. */
  readonly ids: readonly string[];
  readonly targets: Targets;
}

/** Penalty and update, as one computation that is recorded where the engine can. Gives the batch's losses. Call inside tf.tidy. */
export function updateStep(
  learner: Learner,
  { sums, ids, targets }: BatchResults,
  options: WeightUpdateOptions,
): LossVector {
  const { recordings } = learner;
  const { labels, teacher } = targets;
  const { optimizer, weightDecay, clipValue, clipNorm } = options;
  const { tensors, facts } = recordings.run({
    key: ['update', recordings.numberOf(learner), ids, { optimizer, weightDecay, clipValue, clipNorm }],
    inputs: {
      ...{ factors: updateFactors(options), labels, teacherLogits: teacher?.logits ?? null },
      ...Object.fromEntries(sums.map((sum, index) => [`sum ${index}`, sum])),
    },
    isReplayable: isReplayable(learner, options),
    compute: ({ factors, labels: seen, teacherLogits, ...given }: UpdateInputs) => {
      const [all, count] = [sums.map((sum, index) => given[`sum ${index}`] ?? sum), trainableNames(learner).length];
      const penalty = weightPenalty(learner, { labels: seen, teacherLogits });
      const statistics = all.slice(count, -1);
      updateStudent(learner, { gradients: all.slice(0, count), penalty, statistics }, { ...options, factors });
      const values = all.at(-1);
      if (!values) throw new Error('A batch gave no losses.');
      const losses = penalty ? addedLosses({ values, ids }, penalty.losses) : { values, ids };
      return { tensors: [losses.values], facts: losses.ids };
    },
  });
  const [values] = tensors;
  if (!values) throw new Error('An update gave no losses.');
  return { values, ids: facts };
}

type UpdateInputs = {
  readonly factors: tf.Tensor1D;
  readonly labels: tf.Tensor2D;
  readonly teacherLogits: tf.Tensor2D | null;
} & Readonly<Record<string, tf.Tensor | null>>;

/** Weights and statistics stay in their tensors, and nobody else keeps any. */
function isReplayable({ objective }: Learner, options: WeightUpdateOptions): boolean {
  return objective.afterUpdate === undefined && updatesInPlace(options) && hasKernel('AssignTensors');
}

interface StudentUpdate {
  /** Of the images' loss, by trainable weight. */
  readonly gradients: readonly tf.Tensor[];
  readonly penalty: WeightPenalty | null;
  /** Running statistics after the batch. */
  readonly statistics: readonly tf.Tensor[];
}

function updateStudent(
  learner: Learner,
  { gradients, penalty, statistics }: StudentUpdate,
  options: WeightUpdateOptions & { factors: tf.Tensor1D },
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
  moveStatistics(learner, statistics);
}

function moveStatistics(learner: Learner, statistics: readonly tf.Tensor[]): void {
  const { student } = learner;
  const moved = statisticNames(learner).flatMap((name, index) => {
    const value = statistics[index];
    return value ? [{ name, target: tensorOf(student, name), value }] : [];
  });
  if (!hasKernel('AssignTensors')) {
    for (const { name, value } of moved) replaceTensor(student, name, tf.keep(value));
    return;
  }
  const assigned = moved.map(({ target, value }) => ({ target, value }));
  if (assigned.length > 0) runKernel('AssignTensors', numbered(['target', 'value'], assigned));
  tf.dispose(moved.map(({ value }) => value));
}

function withPenalty(gradients: readonly tf.Tensor[], penalty: WeightPenalty | null): readonly tf.Tensor[] {
  if (!penalty) return gradients;
  return gradients.map((gradient, index) => {
    const more = penalty.gradients[index];
    return more ? tf.add(gradient, more) : gradient;
  });
}
