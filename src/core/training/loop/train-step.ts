/**
 * One training step, as it is written down in a paper: forward, loss, gradients, all-reduce, update, report.
 *
 * Micro-batches and replicas are `BatchShare`'s, replayed rows lie in the batch like all others, and what a method does beside
 * its loss is in `updateStudent`. Passes and updates are recorded once and replayed where the engine can (core/recording).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LossTerms } from '../../../shared/loss-term';
import { dropMasks, type DropoutStreams } from '../../networks/drop-mask';
import type { WeightUpdateOptions } from '../../optimizers/update-weights';
import { tensorOf } from '../../weights/weight-tensors';
import { BatchShare, type RowResults, type SharingOptions } from '../batches/batch-share';
import type { ImageBatch } from '../batches/image-batch';
import { oneHot } from '../batches/output-rows';
import type { RowRange } from '../batches/row-range';
import { otherOutputs, type Targets } from './image-loss';
import { statisticNames, teacherForward, trainableNames, type Learner } from './learner';
import { lossTerms, noLosses, type LossVector } from './loss-vector';
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

/** Everything but the reading of the results has happened when the promise is handed back. */
export async function trainStep(learner: Learner, batch: ImageBatch, options: StepOptions): Promise<StepResult> {
  const kept: StepTensors[] = [];
  tf.tidy(() => kept.push(keepTensors(computeStep(learner, batch, options))));
  const [step] = kept;
  if (!step) throw new Error('tf.tidy did not run the step.');
  const { losses, logits } = step;
  const values = await losses.values.data<'float32'>();
  const read = logits ? Float32Array.from(await logits.data<'float32'>()) : null;
  tf.dispose([losses.values, ...(logits ? [logits] : [])]);
  return { losses: lossTerms(losses, values, learner.termIds), logits: read };
}

interface StepTensors {
  readonly losses: LossVector;
  readonly logits: tf.Tensor2D | null;
}

function computeStep(learner: Learner, batch: ImageBatch, { dropout = null, ...options }: StepOptions): StepTensors {
  const keepsLogits = learner.objective.keepsLogits === true;
  const share = new BatchShare(batch, options);
  const targets = targetsOf(learner, share, options.teacherLogits ?? null);
  const masksOf = (rows: RowRange) =>
    dropout && dropMasks(learner.network, { imageSize: batch.size, ...rows }, dropout);
  const others = otherOutputs(learner, share, masksOf);
  let ids: readonly string[] = [];

  const compute = (rows: RowRange): RowResults => {
    const inputs = { images: share.images(rows), masks: masksOf(rows), targets, others };
    const results = microBatch(learner, share, { rows, ...inputs });
    ids = results.ids;
    return results;
  };
  const own = share.accumulate(compute, () => zeros(learner));
  const { sums, logits } = share.allReduce(own, { keepsLogits });
  return { losses: updateStep(learner, { sums, ids, targets }, options), logits };
}

function targetsOf(learner: Learner, share: BatchShare, teacherLogits: Float32Array | null): Targets {
  const { labels, keptLogits, count } = share.batch;
  return {
    labels: oneHot(labels),
    teacher: teacherForward(learner, share, teacherLogits),
    keptLogits: keptLogits ? tf.tensor2d(keptLogits, [count, 2]) : null,
  };
}

/** What a replica adds to a batch that has no rows for it. */
function zeros(learner: Learner): tf.Tensor[] {
  const names = [...trainableNames(learner), ...statisticNames(learner)];
  return [...names.map((name) => tf.zerosLike(tensorOf(learner.student, name))), noLosses(learner.termIds).values];
}

function keepTensors({ losses, logits }: StepTensors): StepTensors {
  return { losses: { ...losses, values: tf.keep(losses.values) }, logits: logits && tf.keep(logits) };
}
