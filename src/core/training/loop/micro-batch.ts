/** Some rows of a batch: forward pass, loss and backward pass, as one computation that is recorded where the engine can. */
import * as tf from '@tensorflow/tfjs-core';
import type { TensorMap } from '../../weights/tensor-map';
import { tensorOf } from '../../weights/weight-tensors';
import type { BatchShare, RowResults } from '../batches/batch-share';
import type { RowRange } from '../batches/row-range';
import { maskInputs, masksOf } from '../evaluation/packed-outputs';
import { imageLoss, type Targets } from './image-loss';
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
export function microBatch(
  learner: Learner,
  share: BatchShare,
  { rows, images, masks, targets, others }: MicroBatch,
): MicroBatchResults {
  const { recordings, objective } = learner;
  const { labels, teacher, keptLogits } = targets;
  const { tensors, facts } = recordings.run({
    key: ['micro-batch', recordings.numberOf(learner), share.layout, rows],
    inputs: {
      ...{ images, labels, keptLogits, others, ...maskInputs(masks) },
      ...{ teacherLogits: teacher?.logits ?? null, teacherRepresentation: teacher?.representation ?? null },
    },
    // Sums of several micro-batches are made of each one's, which the next must not overwrite.
    areKept: share.own.length > 1,
    compute: ({ images: seen, teacherLogits: logits, teacherRepresentation: representation, ...given }) => {
      const pass = differentiableStudentForward(learner, { images: seen, masks: masks && masksOf(masks, given) });
      const kept = objective.keepsLogits === true ? [tf.clone(pass.logits)] : [];
      const seenTargets = {
        labels: given.labels,
        keptLogits: given.keptLogits,
        teacher: logits && { logits, representation },
      };
      const { losses, upstream } = imageLoss(learner, pass, {
        share,
        targets: seenTargets,
        rows,
        others: given.others,
      });
      const gradients = inOrder(learner, pass.backward(upstream));
      const statistics = statisticNames(learner).map((name) => weighted(tensorOf(pass.statistics, name), share, rows));
      return { tensors: [...gradients, ...statistics, losses.values, ...kept], facts: losses.ids };
    },
  });
  if (objective.keepsLogits !== true) return { sums: tensors, logits: null, ids: facts };
  const logits = tensors.at(-1);
  if (!logits) throw new Error('A micro-batch gave no logits.');
  return { sums: tensors.slice(0, -1), logits: tf.reshape(logits, [-1, 2]), ids: facts };
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
