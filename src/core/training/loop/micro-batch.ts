/** Some rows of a batch: forward pass, loss and backward pass, as one computation that is recorded where the engine can. */
import * as tf from '@tensorflow/tfjs-core';
import type { Computed, Inputs } from '../../recording/recordings';
import type { TensorMap } from '../../weights/tensor-map';
import { tensorOf } from '../../weights/weight-tensors';
import type { BatchShare, RowResults } from '../batches/batch-share';
import type { RowRange } from '../batches/row-range';
import { maskInputs, masksOf } from '../evaluation/packed-outputs';
import { gathersWithin, imageLoss, type Targets } from './image-loss';
import { differentiableStudentForward, statisticNames, trainableNames, type Learner } from './learner';

export interface MicroBatch {
  readonly rows: RowRange;
  /** Of these rows, [rows, size, size, 3]. */
  readonly images: tf.Tensor4D;
  /** Of these rows, by layer; null: nothing drops out. */
  readonly masks: TensorMap | null;
  /** Of the whole batch. */
  readonly targets: Targets;
  /** See `otherOutputs`. */
  readonly others: tf.Tensor2D | null;
}

export interface MicroBatchResults extends RowResults {
  /** Of the loss terms that there are. */
  readonly ids: readonly string[];
}

/** The sums are the gradients of the trainable weights, the running statistics and the losses. Call inside tf.tidy. */
export function microBatch(learner: Learner, share: BatchShare, given: MicroBatch): MicroBatchResults {
  const { recordings, objective } = learner;
  const { rows, images, masks, others, targets } = given;
  const { labels, teacher, keptLogits } = targets;
  const inputs: RowInputs = {
    ...{ ...maskInputs(masks), images, labels, keptLogits, others },
    ...{ teacherLogits: teacher?.logits ?? null, teacherRepresentation: teacher?.representation ?? null },
  };
  const { tensors, facts } = recordings.run({
    key: ['micro-batch', recordings.numberOf(learner), share.layout, rows],
    inputs,
    // Where replicas wait for each other in the middle, it cannot be replayed.
    isReplayable: objective.isSampleMean || share.isAlone || !gathersWithin(share),
    // Sums of several micro-batches are made of each one's, which the next must not overwrite.
    areKept: share.own.length > 1,
    compute: (seen) => computeRows(learner, share, { rows, masks, inputs: seen }),
  });
  if (objective.keepsLogits !== true) return { sums: tensors, logits: null, ids: facts };
  const logits = tensors.at(-1);
  if (!logits) throw new Error('A micro-batch gave no logits.');
  return { sums: tensors.slice(0, -1), logits: tf.reshape(logits, [-1, 2]), ids: facts };
}

type RowInputs = Pick<MicroBatch, 'images' | 'others'> &
  Pick<Targets, 'labels' | 'keptLogits'> & {
    readonly teacherLogits: tf.Tensor2D | null;
    readonly teacherRepresentation: tf.Tensor2D | null;
  } & Inputs;

function computeRows(
  learner: Learner,
  share: BatchShare,
  { rows, masks, inputs }: Pick<MicroBatch, 'rows' | 'masks'> & { readonly inputs: RowInputs },
): Computed<readonly string[]> {
  const { images, labels, keptLogits, others, teacherLogits: logits, teacherRepresentation: representation } = inputs;
  const pass = differentiableStudentForward(learner, { images, masks: masks && masksOf(masks, inputs) });
  const kept = learner.objective.keepsLogits === true ? [tf.clone(pass.logits)] : [];
  const targets = { labels, keptLogits, teacher: logits && { logits, representation } };
  const { losses, upstream } = imageLoss(learner, pass, { share, targets, rows, others });
  const gradients = inOrder(learner, pass.backward(upstream));
  const statistics = statisticNames(learner).map((name) => weighted(tensorOf(pass.statistics, name), share, rows));
  return { tensors: [...gradients, ...statistics, losses.values, ...kept], facts: losses.ids };
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
