/**
 * One training step, as it is written down in a paper: forward, loss, gradients, all-reduce, update, report.
 *
 * Micro-batches and replicas are `BatchShare`'s, replayed rows lie in the batch like all others, and what a method does beside
 * its loss is in `updateStudent`.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LossTerms } from '../../../shared/loss-term';
import type { DropoutStreams } from '../../networks/drop-mask';
import type { WeightUpdateOptions } from '../../optimizers/update-weights';
import { tensorOf } from '../../weights/weight-tensors';
import { BatchShare, type RowResults, type SharingOptions } from '../batches/batch-share';
import type { ImageBatch } from '../batches/image-batch';
import { joinRows, oneHot } from '../batches/output-rows';
import type { RowRange } from '../batches/row-range';
import { disposeUnkept, tidied } from '../batches/tidied';
import { imageLoss, otherOutputs, rowsBefore, type Targets } from './image-loss';
import {
  differentiableStudentForward,
  statisticNames,
  teacherOutputs,
  teacherRows,
  trainableNames,
  type Learner,
} from './learner';
import { addedLosses, lossTerms, noLosses, type LossVector } from './loss-vector';
import { updateStudent } from './update-student';
import { weightPenalty } from './weight-penalty';

export interface StepOptions extends WeightUpdateOptions, SharingOptions {
  /** What the network's dropout layers draw from; null or absent: they drop nothing. */
  readonly dropout?: DropoutStreams | null;
  /** The teacher's, [count, 2], where they are known; else it passes over the batch. */
  readonly teacherLogits?: Float32Array | null;
}

export interface StepResult {
  /** Of the whole batch, before the update. They may be NaN or infinite: the caller decides what that means. */
  readonly losses: LossTerms;
  /** The student's on the whole batch, [count, 2]; null unless the objective keeps them. */
  readonly logits: Float32Array | null;
}

/** Where nobody shares the batch, everything but the reading of the results has happened when the promise is handed back. */
export async function trainStep(learner: Learner, batch: ImageBatch, options: StepOptions): Promise<StepResult> {
  const share = new BatchShare(batch, options);
  const own = tidied(() => firstPasses(learner, share, options), passTensors);
  const seen = share.isAlone ? own : await gathered(share, own);
  const targets = tidied(() => targetsOf(learner, share, { seen, options }), targetTensors);
  const { results, ids } = ownResults(learner, share, { seen, targets, options });
  const { keepsLogits = false } = learner.objective;
  const all = share.isAlone ? results : await share.allReduce(results, { keepsLogits });
  const losses = tidied(
    () => updateBy(learner, all.sums, { targets, ids, options }),
    ({ values }) => [values],
  );
  disposeUnkept([...all.sums, ...targetTensors(targets), ...passTensors(seen)].filter((one) => one !== losses.values));

  const { logits } = all;
  const values = await losses.values.data<'float32'>();
  const read = logits ? Float32Array.from(await logits.data<'float32'>()) : null;
  tf.dispose([losses.values, ...(logits ? [logits] : [])]);
  return { losses: lossTerms(losses, values, learner.termIds), logits: read };
}

/** Outputs that the losses of all rows read; null where none does. One tensor, none in a replica without rows. */
interface FirstPasses {
  readonly teacher: readonly tf.Tensor2D[] | null;
  readonly student: readonly tf.Tensor2D[] | null;
}

function firstPasses(learner: Learner, share: BatchShare, { dropout = null, teacherLogits }: StepOptions): FirstPasses {
  const teacher = teacherRows(learner, share, Boolean(teacherLogits));
  const student = rowsBefore(learner, share, dropout);
  return { teacher: teacher && joinRows(teacher), student: student && joinRows(student) };
}

/** Those of the whole batch. */
async function gathered(share: BatchShare, { teacher, student }: FirstPasses): Promise<FirstPasses> {
  return { teacher: teacher && [await share.gather(teacher)], student: student && [await share.gather(student)] };
}

interface Seen {
  readonly seen: FirstPasses;
  readonly options: StepOptions;
}

function targetsOf(
  learner: Learner,
  { batch: { labels, keptLogits, count } }: BatchShare,
  { seen, options: { teacherLogits } }: Seen,
): Targets {
  const known = teacherLogits ? tf.tensor2d(teacherLogits, [count, 2]) : null;
  return {
    labels: oneHot(labels),
    teacher: teacherOutputs(learner, { known, rows: seen.teacher?.[0] ?? null }),
    keptLogits: keptLogits ? tf.tensor2d(keptLogits, [count, 2]) : null,
  };
}

/** Of this replica's micro-batches: gradients, statistics and losses, added up. */
function ownResults(
  learner: Learner,
  share: BatchShare,
  { seen, targets, options: { dropout = null } }: Seen & { targets: Targets },
): { results: RowResults; ids: readonly string[] } {
  const others = otherOutputs(learner, share, seen.student?.[0] ?? null);
  let ids: readonly string[] = [];

  const compute = (rows: RowRange): RowResults => {
    const pass = differentiableStudentForward(learner, { share, rows, dropout });
    const logits = learner.objective.keepsLogits === true ? tf.clone(pass.logits) : null;
    const { losses, upstream } = imageLoss(learner, pass, { share, targets, rows, others });
    const gradients = pass.backward(upstream);
    const statistics = statisticNames(learner).map((name) => weighted(tensorOf(pass.statistics, name), share, rows));
    ids = losses.ids;
    return { sums: [...inOrder(learner, gradients), ...statistics, losses.values], logits };
  };
  return { results: share.accumulate(compute, () => zeros(learner)), ids };
}

/** `sums`: those of the whole batch. */
function updateBy(
  learner: Learner,
  sums: readonly tf.Tensor[],
  { targets, ids, options }: { targets: Targets; ids: readonly string[]; options: StepOptions },
): LossVector {
  const count = trainableNames(learner).length;
  const imageLosses: LossVector = { values: sums.at(-1) ?? noLosses(learner.termIds).values, ids };
  const penalty = weightPenalty(learner, targets);
  updateStudent(learner, { gradients: sums.slice(0, count), penalty, statistics: sums.slice(count, -1) }, options);
  return penalty ? addedLosses(imageLosses, penalty.losses) : imageLosses;
}

function inOrder(learner: Learner, gradients: ReadonlyMap<string, tf.Tensor>): tf.Tensor[] {
  return trainableNames(learner).map((name) => {
    const gradient = gradients.get(name);
    if (!gradient) throw new Error(`The objective has no gradient for "${name}".`);
    return gradient;
  });
}

/** What rows add to a mean over the batch. */
function weighted(statistic: tf.Tensor, share: BatchShare, rows: RowRange): tf.Tensor {
  if (share.isWhole(rows)) return statistic;
  const product = tf.mul(statistic, share.weightOf(rows));
  statistic.dispose();
  return product;
}

/** What a replica adds to a batch that has no rows for it. */
function zeros(learner: Learner): tf.Tensor[] {
  const names = [...trainableNames(learner), ...statisticNames(learner)];
  return [...names.map((name) => tf.zerosLike(tensorOf(learner.student, name))), noLosses(learner.termIds).values];
}

function passTensors({ teacher, student }: FirstPasses): tf.Tensor[] {
  return [...(teacher ?? []), ...(student ?? [])];
}

function targetTensors({ labels, teacher, keptLogits }: Targets): tf.Tensor[] {
  const outputs = teacher ? [teacher.logits, ...(teacher.representation ? [teacher.representation] : [])] : [];
  return [labels, ...outputs, ...(keptLogits ? [keptLogits] : [])];
}
