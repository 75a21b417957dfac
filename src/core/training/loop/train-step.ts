/**
 * One training step, as it is written down in a paper: forward, loss, gradients, all-reduce, update, report.
 *
 * Micro-batches and replicas are `BatchShare`'s, replayed rows lie in the batch like all others, and what a method does beside
 * its loss is in `updateStep`. Passes and updates are recorded once and replayed where the engine can (core/recording).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LossTerms } from '../../../shared/loss-term';
import { dropMasks, type DropoutStreams } from '../../networks/drop-mask';
import type { TensorMap } from '../../weights/tensor-map';
import type { WeightUpdateOptions } from '../../optimizers/update-weights';
import { tensorOf } from '../../weights/weight-tensors';
import { BatchShare, type RowResults, type SharingOptions } from '../batches/batch-share';
import type { ImageBatch } from '../batches/image-batch';
import { joinRows, oneHot } from '../batches/output-rows';
import type { RowRange } from '../batches/row-range';
import { disposeUnkept, tidied } from '../batches/tidied';
import { rowsBefore, type Targets } from './image-loss';
import { statisticNames, teacherOutputs, teacherRows, trainableNames, type Learner } from './learner';
import { lossTerms, noLosses } from './loss-vector';
import { microBatch } from './micro-batch';
import { updateStep } from './update-student';

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
    () => updateStep(learner, { sums: all.sums, ids, targets }, options),
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
  const student = rowsBefore(learner, share, (rows) => masksOf(learner, share, { rows, dropout }));
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
  const others = seen.student?.[0] ?? null;
  let ids: readonly string[] = [];

  const compute = (rows: RowRange): RowResults => {
    const inputs = { images: share.images(rows), masks: masksOf(learner, share, { rows, dropout }), targets, others };
    const results = microBatch(learner, share, { rows, ...inputs });
    ids = results.ids;
    return results;
  };
  return { results: share.accumulate(compute, () => zeros(learner)), ids };
}

/** Of the student's dropout for some rows; null where nothing drops out. */
function masksOf(
  { network }: Learner,
  { batch: { size } }: BatchShare,
  { rows, dropout }: { rows: RowRange; dropout: DropoutStreams | null },
): TensorMap | null {
  return dropout && dropMasks(network, { imageSize: size, ...rows }, dropout);
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
