/** One update of the student: forward, objective, gradients, SGD with momentum, over all parts of the batch. */
import * as tf from '@tensorflow/tfjs-core';
import type { LossTerms } from '../../../shared/loss-term';
import type { TensorMap } from '../../networks/forward';
import { beginBatch, gatherRows, type BatchWork, type Learner, type UpdateOptions } from './batch-work';
import { differentiate } from './differentiate';
import type { ImageBatch } from '../batches/image-batch';
import { learnPart, wholeOutputs, type LearntPart } from './learn-part';
import { addedLosses, lossTerms, lossVector, noLosses, sumOf, type LossVector } from './loss-vector';
import { updateWeights } from '../../optimizers/update-weights';
import { replaceTensor, tensorOf } from '../../weights/weight-tensors';

export interface BatchResult {
  /** Of the whole batch, before the update. They may be NaN or infinite: the caller decides what that means. */
  readonly losses: LossTerms;
  /** The student's on the whole batch, [count, 2]; null unless the objective keeps them. */
  readonly logits: Float32Array | null;
}

/** Everything but the reading of the results has happened when the promise is handed back. */
export async function trainBatch(learner: Learner, batch: ImageBatch, options: UpdateOptions): Promise<BatchResult> {
  const { losses, logits } = learnBatch(learner, batch, options);
  const numbers = await losses.values.data<'float32'>();
  const read = logits ? Float32Array.from(await logits.data<'float32'>()) : null;
  tf.dispose([losses.values, ...(logits ? [logits] : [])]);
  return { losses: lossTerms(losses, numbers, learner.termIds), logits: read };
}

/** The caller disposes the tensors. */
function learnBatch(
  learner: Learner,
  batch: ImageBatch,
  options: UpdateOptions,
): Pick<LearntPart, 'losses' | 'logits'> {
  const kept: Pick<LearntPart, 'losses' | 'logits'>[] = [];
  tf.tidy(() => {
    const work = beginBatch(learner, batch, options);
    const learnt = exchange(work, learnOwnParts(work) ?? nothing(work));
    const penalty = penaltyOf(work);
    changeWeights(learner, withPenalty(learnt.gradients, penalty), { learnt, options });
    learnt.statisticNames.forEach((name, index) => {
      const statistic = learnt.statistics[index];
      if (statistic) replaceTensor(learner.student, name, tf.keep(statistic));
    });
    const { values, ids } = penalty ? addedLosses(learnt.losses, penalty.losses) : learnt.losses;
    const logits = learner.objective.keepsLogits === true ? learnt.logits : null;
    kept.push({ losses: { values: tf.keep(values), ids }, logits: logits && tf.keep(logits) });
  });
  const [result] = kept;
  if (!result) throw new Error('tf.tidy did not run the update.');
  return result;
}

/** Null where the replica has no images of this batch. */
function learnOwnParts(work: BatchWork): LearntPart | null {
  const { isSampleMean } = work.learner.objective;
  const all = !isSampleMean && work.microBatches > 1 ? wholeOutputs(work) : null;
  let sum: LearntPart | null = null;
  for (const part of work.own) {
    const learnt = inTidy(() => learnPart(work, part, all));
    sum = sum === null ? learnt : added(sum, learnt);
  }
  // The others wait for this replica's outputs, though it has none.
  if (sum === null && !isSampleMean && all === null) work.replica.gather(new Float32Array(0));
  return sum;
}

/** Frees a part's maps before the next part needs the memory. */
function inTidy(compute: () => LearntPart): LearntPart {
  const kept: LearntPart[] = [];
  tf.tidy(() => {
    const learnt = compute();
    kept.push(learnt);
    const { gradients, statistics, losses, logits } = learnt;
    return [...gradients, ...statistics, losses.values, ...(logits ? [logits] : [])];
  });
  const [learnt] = kept;
  if (!learnt) throw new Error('tf.tidy did not run the part.');
  return learnt;
}

/** The parts' order is the order of the additions: it decides the last bits. */
function added(sum: LearntPart, next: LearntPart): LearntPart {
  const add = (before: tf.Tensor, index: number, more: readonly tf.Tensor[]) => {
    const other = more[index];
    if (!other) throw new Error('Two parts of a batch gave different tensors.');
    const both = tf.add(before, other);
    tf.dispose([before, other]);
    return both;
  };
  const losses = addedLosses(sum.losses, next.losses);
  tf.dispose([sum.losses.values, next.losses.values]);
  return {
    ...next,
    gradients: sum.gradients.map((gradient, index) => add(gradient, index, next.gradients)),
    statistics: sum.statistics.map((statistic, index) => add(statistic, index, next.statistics)),
    losses,
    logits: sum.logits && next.logits && tf.concat([sum.logits, next.logits], 0),
  };
}

/** What all replicas learnt, with the same bits in each. */
function exchange({ replica, batch, learner }: BatchWork, learnt: LearntPart): LearntPart {
  if (replica.count === 1) return learnt;
  const { gradients, statistics, losses, logits } = learnt;
  const sums = replica.sum([...gradients, ...statistics, losses.values]);
  const own = logits && logits.shape[0] > 0 ? [logits] : [];
  return {
    ...learnt,
    gradients: sums.slice(0, gradients.length),
    statistics: sums.slice(gradients.length, -1),
    losses: { ...losses, values: sums.at(-1) ?? losses.values },
    logits: learner.objective.keepsLogits === true ? gatherRows(replica, own, batch.count) : null,
  };
}

/** What a replica adds to a batch that has no images for it. */
function nothing({ learner: { student, momentum, objective, termIds } }: BatchWork): LearntPart {
  const statisticNames =
    objective.studentEvaluates === true ? [] : [...student.keys()].filter((name) => !momentum.has(name));
  const zeros = (name: string) => tf.zerosLike(tensorOf(student, name));
  return {
    gradients: [...momentum.keys()].map(zeros),
    statistics: statisticNames.map(zeros),
    statisticNames,
    losses: noLosses(termIds),
    logits: null,
  };
}

interface Penalty {
  readonly losses: LossVector;
  /** In the order of the momentum; null for weights that it does not read. */
  readonly gradients: readonly (tf.Tensor | null)[];
}

/** Of weights alone, so each replica computes the same once, whatever parts a batch has. */
function penaltyOf({ learner, labels, teacher }: BatchWork): Penalty | null {
  const { objective, student, momentum, termIds } = learner;
  if (!objective.penalty) return null;
  const ids: string[] = [];
  const { seen: values, gradients } = differentiate(
    () => {
      const inputs = { labels, teacherLogits: teacher?.logits ?? null, student, teacher: learner.teacher };
      const terms = objective.penalty?.(inputs) ?? {};
      const losses = lossVector(terms, termIds);
      ids.push(...losses.ids);
      return { loss: sumOf(terms), seen: losses.values };
    },
    [...momentum.keys()].map((name) => tensorOf(student, name)),
  );
  return { losses: { values, ids }, gradients };
}

function withPenalty(gradients: readonly tf.Tensor[], penalty: Penalty | null): readonly tf.Tensor[] {
  if (!penalty) return gradients;
  return gradients.map((gradient, index) => {
    const more = penalty.gradients[index];
    return more ? tf.add(gradient, more) : gradient;
  });
}

/** The optimiser's update, with what the method changes of it and sees of it. */
function changeWeights(
  learner: Learner,
  gradients: readonly tf.Tensor[],
  { learnt, options }: { learnt: LearntPart; options: UpdateOptions },
): void {
  const { objective, student, momentum } = learner;
  const names = [...momentum.keys()];
  const named = (tensors: readonly tf.Tensor[]): TensorMap =>
    new Map(names.flatMap((name, index) => (tensors[index] ? [[name, tensors[index]] as const] : [])));
  const changed = objective.changeGradients?.(named(gradients));
  const final = changed ? names.map((name) => tensorOf(changed, name)) : gradients;
  // Engines update weights in place: what is to be seen afterwards is copied.
  const before = objective.afterUpdate ? names.map((name) => tf.add(tensorOf(student, name), 0)) : null;
  updateWeights(learner, final, options);
  if (!before) return;
  objective.afterUpdate?.({
    gradients: named(learnt.gradients),
    before: named(before),
    after: named(names.map((name) => tensorOf(student, name))),
  });
}
