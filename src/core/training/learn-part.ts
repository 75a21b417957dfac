/** Gradients of the batch's loss by the images of one part; those of all parts add up to the batch's. */
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkOutputs, ObjectiveTerms } from '../methods/method';
import { constantOf } from '../networks/constant';
import type { LearningResult } from '../networks/forward';
import { sizeOf, type BatchPart } from './batch-parts';
import { gatherRows, isWhole, outputsOf, studentForward, studentLearns, type BatchWork } from './batch-work';
import { tensorOf } from './weight-tensors';

/** In the order of a part's values. */
export const termNames = ['total', 'crossEntropy', 'distillation', 'representation'] as const;

export interface LearntPart {
  /** By trainable weight, in the order of the momentum. */
  readonly gradients: tf.Tensor[];
  /** Running statistics after the part, times its share of the batch. */
  readonly statistics: tf.Tensor[];
  readonly statisticNames: readonly string[];
  /** [4]: what the part adds to the batch's terms, 0 for those that there are not. */
  readonly values: tf.Tensor;
  readonly terms: readonly (typeof termNames)[number][];
}

/** `all`: the outputs of the whole batch where they were computed before. Call inside tf.tidy. */
export function learnPart(work: BatchWork, part: BatchPart, all: tf.Tensor2D | null): LearntPart {
  const { momentum } = work.learner;
  const passed = studentLearns(work, part);
  const { slopes, values, terms } = slopesOfLoss(work, part, { passed, all });
  const gradients = passed.backward(slopes);
  return {
    gradients: [...momentum.keys()].map((name) => gradients.get(name) ?? nothingLearnt(name)),
    statisticNames: [...passed.statistics.keys()],
    statistics: [...passed.statistics.values()].map((one) => weighed(one, part, work)),
    values,
    terms,
  };
}

interface LossSlopes extends Pick<LearntPart, 'values' | 'terms'> {
  /** By the student's logits, and by features and weights where the objective has terms of them. */
  readonly slopes: ReadonlyMap<tf.Tensor, tf.Tensor>;
}

/** The objective is small: tfjs differentiates it. */
function slopesOfLoss(
  work: BatchWork,
  part: BatchPart,
  { passed, all }: { passed: LearningResult; all: tf.Tensor2D | null },
): LossSlopes {
  const { objective, student, momentum } = work.learner;
  const { logits, features } = passed;
  const weights = hasWeightTerm(work, part) ? [...momentum.keys()].map((name) => tensorOf(student, name)) : [];
  const inputs = [logits, ...(objective.represent ? [features] : []), ...weights];
  const kept: Pick<LearntPart, 'values' | 'terms'>[] = [];
  const { grads } = tf.valueAndGrads(() => {
    const own = outputsOf(objective, passed);
    const terms = objective.isSampleMean ? meanTerms(work, part, own) : wholeTerms(work, part, { own, all });
    // Terms of the whole batch are the same in every part, and counted in the first.
    const isCounted = objective.isSampleMean || part.from === 0;
    const values = termNames.map((name) => (isCounted ? terms[name] : undefined) ?? tf.scalar(0));
    kept.push({
      values: tf.keep(tf.stack(values)),
      terms: termNames.filter((name) => terms[name] !== undefined),
    });
    return terms.total;
  })(inputs);
  const [result] = kept;
  if (!result) throw new Error('tf.valueAndGrads did not run the objective.');
  return { ...result, slopes: new Map(inputs.flatMap((input, index) => pairs(input, grads[index]))) };
}

function pairs(input: tf.Tensor, slope: tf.Tensor | undefined): [tf.Tensor, tf.Tensor][] {
  return slope ? [[input, slope]] : [];
}

function nothingLearnt(name: string): never {
  throw new Error(`The objective has no gradient for "${name}".`);
}

/** The term of the weights is in the first part alone. */
function hasWeightTerm({ learner: { objective } }: BatchWork, part: BatchPart): boolean {
  return objective.isSampleMean && part.from === 0 && objective.weightTerm !== undefined;
}

/** A forward pass over all parts for objectives that need the whole batch at once, [count, 2 + length]. */
export function wholeOutputs(work: BatchWork): tf.Tensor2D {
  const { learner, own, replica, batch } = work;
  const compute = (part: BatchPart) =>
    tf.tidy(() => {
      const result = studentForward(work, part);
      tf.dispose([...result.statistics.values()]);
      return flat(outputsOf(learner.objective, result));
    });
  return gatherRows(replica, own.map(compute), batch.count);
}

/** Means over the part's images, times its share, and the term of the weights. */
function meanTerms(work: BatchWork, part: BatchPart, student: NetworkOutputs): ObjectiveTerms {
  const { objective, student: weights, teacher } = work.learner;
  const { labels, teacherLogits } = work;
  const terms = objective.terms({
    student,
    labels: rowsOf(labels, part, work),
    teacherLogits: teacherLogits && rowsOf(teacherLogits, part, work),
  });
  const share = sizeOf(part) / work.batch.count;
  const parts = share === 1 ? terms : timesShare(terms, share);
  if (!objective.weightTerm || !hasWeightTerm(work, part)) return parts;
  const ofWeights = objective.weightTerm({ labels, teacherLogits, student: weights, teacher });
  return { ...parts, total: tf.add(parts.total, ofWeights) };
}

/** Of the whole batch, in which the other parts' outputs are constants. */
function wholeTerms(
  work: BatchWork,
  part: BatchPart,
  { own, all }: { own: NetworkOutputs; all: tf.Tensor2D | null },
): ObjectiveTerms {
  const { labels, teacherLogits, learner, replica, batch } = work;
  const { objective } = learner;
  if (isWhole(part, work) && replica.count === 1) return objective.terms({ labels, teacherLogits, student: own });
  const others = all ?? constantOf(() => gatherRows(replica, [flat(own)], batch.count));
  const { logits, representation } = own;
  const place = { part, others };
  return objective.terms({
    labels,
    teacherLogits,
    student: {
      logits: amongOthers(logits, 0, place),
      representation: representation && amongOthers(representation, 2, place),
    },
  });
}

/** The part's rows at their place between the others' columns from `column` on. */
function amongOthers(
  own: tf.Tensor2D,
  column: number,
  { part, others }: { part: BatchPart; others: tf.Tensor2D },
): tf.Tensor2D {
  const [count] = others.shape;
  const width = own.shape[1];
  const before = tf.slice(others, [0, column], [part.from, width]);
  const after = tf.slice(others, [part.to, column], [count - part.to, width]);
  return tf.concat(
    [before, own, after].filter((rows) => rows.size > 0),
    0,
  );
}

function flat({ logits, representation }: NetworkOutputs): tf.Tensor2D {
  return representation ? tf.concat([logits, representation], 1) : tf.clone(logits);
}

function rowsOf(tensor: tf.Tensor2D, part: BatchPart, work: BatchWork): tf.Tensor2D {
  return isWhole(part, work) ? tensor : tf.slice(tensor, [part.from, 0], [sizeOf(part), tensor.shape[1]]);
}

function timesShare(terms: ObjectiveTerms, share: number): ObjectiveTerms {
  const { total, crossEntropy, distillation, representation } = terms;
  return {
    total: tf.mul(total, share),
    crossEntropy: tf.mul(crossEntropy, share),
    ...(distillation && { distillation: tf.mul<tf.Scalar>(distillation, share) }),
    ...(representation && { representation: tf.mul<tf.Scalar>(representation, share) }),
  };
}

function weighed(statistic: tf.Tensor, part: BatchPart, work: BatchWork): tf.Tensor {
  if (isWhole(part, work)) return statistic;
  const share = tf.mul(statistic, sizeOf(part) / work.batch.count);
  statistic.dispose();
  return share;
}
