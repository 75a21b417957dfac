/** Gradients of the batch's loss by the images of one part; those of all parts add up to the batch's. */
import * as tf from '@tensorflow/tfjs-core';
import type { LossValues, NetworkOutputs, ObjectiveBatch } from '../../methods/objective';
import { constantOf } from '../../networks/constant';
import type { LearningResult } from '../../networks/forward';
import { sizeOf, type BatchPart } from '../batches/batch-parts';
import { flat, gatherRows, isWhole, outputsOf, studentForward, studentLearns, type BatchWork } from './batch-work';
import { differentiate } from './differentiate';
import { rowsOfGroup, rowWeights } from '../batches/image-batch';
import { lossVector, sumOf, type LossVector } from './loss-vector';

export interface LearntPart {
  /** By trainable weight, in the order of the momentum. */
  readonly gradients: tf.Tensor[];
  /** Running statistics after the part, times its share of the batch. */
  readonly statistics: tf.Tensor[];
  readonly statisticNames: readonly string[];
  /** What the part adds to the batch's terms. */
  readonly losses: LossVector;
  /** [rows, 2]: the student's; null where nobody asks for them. */
  readonly logits: tf.Tensor2D | null;
}

/** `all`: the outputs of the whole batch where they were computed before. Call inside tf.tidy. */
export function learnPart(work: BatchWork, part: BatchPart, all: tf.Tensor2D | null): LearntPart {
  const { momentum, objective } = work.learner;
  const passed = studentLearns(work, part);
  const logits = objective.keepsLogits === true ? tf.clone(passed.logits) : null;
  const { slopes, losses } = slopesOfLoss(work, part, { passed, all });
  const gradients = passed.backward(slopes);
  return {
    gradients: [...momentum.keys()].map((name) => gradients.get(name) ?? nothingLearnt(name)),
    statisticNames: [...passed.statistics.keys()],
    statistics: [...passed.statistics.values()].map((one) => weighed(one, part, work)),
    losses,
    logits,
  };
}

interface LossSlopes extends Pick<LearntPart, 'losses'> {
  /** By the student's logits, and by features and layers where the objective has terms of them. */
  readonly slopes: ReadonlyMap<tf.Tensor, tf.Tensor>;
}

/** The objective is small: tfjs differentiates it. */
function slopesOfLoss(
  work: BatchWork,
  part: BatchPart,
  { passed, all }: { passed: LearningResult; all: tf.Tensor2D | null },
): LossSlopes {
  const { objective, termIds } = work.learner;
  const { logits, features, layers } = passed;
  // A layer can be the one that gives the last maps.
  const inputs = [...new Set([logits, ...(objective.represent ? [features, ...layers.values()] : [])])];
  const ids: string[] = [];
  const { seen: values, gradients } = differentiate(() => {
    const own = outputsOf(objective, passed);
    const terms = objective.isSampleMean ? meanTerms(work, part, own) : wholeTerms(work, part, { own, all });
    const losses = lossVector(terms, termIds);
    ids.push(...losses.ids);
    // Terms of the whole batch are the same in every part, and counted in the first.
    const isCounted = objective.isSampleMean || part.from === 0;
    return { loss: sumOf(terms), seen: isCounted ? losses.values : tf.zerosLike(losses.values) };
  }, inputs);
  const slopes = new Map(inputs.flatMap((input, index) => pairs(input, gradients[index])));
  return { losses: { values, ids }, slopes };
}

function pairs(input: tf.Tensor, slope: tf.Tensor | null | undefined): [tf.Tensor, tf.Tensor][] {
  return slope ? [[input, slope]] : [];
}

function nothingLearnt(name: string): never {
  throw new Error(`The objective has no gradient for "${name}".`);
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

/** Means over the part's images, times its share. */
function meanTerms(work: BatchWork, part: BatchPart, student: NetworkOutputs): LossValues {
  const terms = work.learner.objective.terms(batchOf(work, part, student));
  const share = sizeOf(part) / work.batch.count;
  if (share === 1) return terms;
  return Object.fromEntries(Object.entries(terms).map(([id, term]) => [id, tf.mul<tf.Scalar>(term, share)]));
}

/** Of the whole batch, in which the other parts' outputs are constants. */
function wholeTerms(
  work: BatchWork,
  part: BatchPart,
  { own, all }: { own: NetworkOutputs; all: tf.Tensor2D | null },
): LossValues {
  const { learner, replica, batch } = work;
  const { objective } = learner;
  const whole = { from: 0, to: batch.count };
  if (isWhole(part, work) && replica.count === 1) return objective.terms(batchOf(work, whole, own));
  const others = all ?? constantOf(() => gatherRows(replica, [flat(own)], batch.count));
  const { logits, representation } = own;
  const place = { part, others };
  const student = {
    logits: amongOthers(logits, 0, place),
    representation: representation && amongOthers(representation, 2, place),
  };
  return objective.terms(batchOf(work, whole, student));
}

/** What the objective sees of the rows of a part, or of the whole batch. */
function batchOf(work: BatchWork, part: BatchPart, student: NetworkOutputs): ObjectiveBatch {
  const { labels, teacher, keptLogits, batch } = work;
  const rows = (tensor: tf.Tensor2D | null) => tensor && rowsOf(tensor, part, work);
  return {
    labels: rowsOf(labels, part, work),
    student,
    teacher: teacher && { logits: rowsOf(teacher.logits, part, work), representation: rows(teacher.representation) },
    keptLogits: rows(keptLogits),
    weightsOf: (group) => tf.tensor1d(rowWeights(batch, group).subarray(part.from, part.to)),
    shareOf: (group) => sizeOf(rowsOfGroup(batch, group)) / batch.count,
  };
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

function rowsOf(tensor: tf.Tensor2D, part: BatchPart, work: BatchWork): tf.Tensor2D {
  return isWhole(part, work) ? tensor : tf.slice(tensor, [part.from, 0], [sizeOf(part), tensor.shape[1]]);
}

function weighed(statistic: tf.Tensor, part: BatchPart, work: BatchWork): tf.Tensor {
  if (isWhole(part, work)) return statistic;
  const share = tf.mul(statistic, sizeOf(part) / work.batch.count);
  statistic.dispose();
  return share;
}
