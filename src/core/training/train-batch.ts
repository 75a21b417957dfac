/** One update of the student: forward, objective, gradients, SGD with momentum, over all parts of the batch. */
import * as tf from '@tensorflow/tfjs-core';
import type { LossTerms } from '../../shared/loss-term';
import { beginBatch, type BatchWork, type Learner, type UpdateOptions } from './batch-work';
import type { ImageBatch } from './image-batch';
import { learnPart, termNames, wholeOutputs, type LearntPart } from './learn-part';
import { updateWeights } from './update-weights';
import { replaceTensor, tensorOf } from './weight-tensors';

/**
 * Returns the loss terms of the whole batch before the update. They may be NaN or infinite: the caller decides what that
 * means. Everything but the reading of the terms has happened when the promise is handed back.
 */
export async function trainBatch(learner: Learner, batch: ImageBatch, options: UpdateOptions): Promise<LossTerms> {
  const { values, terms } = learnBatch(learner, batch, options);
  const numbers = await values.data();
  values.dispose();
  const losses: LossTerms = { total: NaN };
  for (const name of terms) losses[name] = numbers[termNames.indexOf(name)] ?? NaN;
  return losses;
}

/** The caller disposes the values. */
function learnBatch(learner: Learner, batch: ImageBatch, options: UpdateOptions): Pick<LearntPart, 'values' | 'terms'> {
  const kept: Pick<LearntPart, 'values' | 'terms'>[] = [];
  tf.tidy(() => {
    const work = beginBatch(learner, batch, options);
    const learnt = exchange(work, learnOwnParts(work) ?? nothing(work));
    updateWeights(learner, learnt.gradients, options);
    learnt.statisticNames.forEach((name, index) => {
      const statistic = learnt.statistics[index];
      if (statistic) replaceTensor(learner.student, name, tf.keep(statistic));
    });
    kept.push({ values: tf.keep(learnt.values), terms: learnt.terms });
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
    return [...learnt.gradients, ...learnt.statistics, learnt.values];
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
  return {
    ...next,
    gradients: sum.gradients.map((gradient, index) => add(gradient, index, next.gradients)),
    statistics: sum.statistics.map((statistic, index) => add(statistic, index, next.statistics)),
    values: add(sum.values, 0, [next.values]),
  };
}

/** What all replicas learnt, with the same bits in each. */
function exchange({ replica }: BatchWork, learnt: LearntPart): LearntPart {
  if (replica.count === 1) return learnt;
  const { gradients, statistics, values } = learnt;
  const sums = replica.sum([...gradients, ...statistics, values]);
  return {
    ...learnt,
    gradients: sums.slice(0, gradients.length),
    statistics: sums.slice(gradients.length, -1),
    values: sums.at(-1) ?? values,
  };
}

/** What a replica adds to a batch that has no images for it. */
function nothing({ learner: { student, momentum, objective } }: BatchWork): LearntPart {
  const statisticNames =
    objective.studentEvaluates === true ? [] : [...student.keys()].filter((name) => !momentum.has(name));
  const zeros = (name: string) => tf.zerosLike(tensorOf(student, name));
  return {
    gradients: [...momentum.keys()].map(zeros),
    statistics: statisticNames.map(zeros),
    statisticNames,
    values: tf.zeros([termNames.length]),
    terms: ['total', 'crossEntropy'],
  };
}
