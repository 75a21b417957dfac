/** The method's loss on the images of a micro-batch, and its gradients with respect to what the network put out. */
import * as tf from '@tensorflow/tfjs-core';
import type { LossValues, NetworkOutputs, ObjectiveBatch } from '../../methods/objective';
import { constantOf } from '../../networks/constant';
import type { DifferentiableResult } from '../../networks/forward';
import type { TensorMap } from '../../weights/tensor-map';
import type { BatchShare } from '../batches/batch-share';
import { rowsOfGroup, rowWeights } from '../batches/image-batch';
import { gatherRowsAtOnce, outputsOf, packOutputs } from '../batches/output-rows';
import { rowCount, type RowRange } from '../batches/row-range';
import { differentiate } from './differentiate';
import { studentOutputs, type Learner } from './learner';
import { lossVector, sumOf, type LossVector } from './loss-vector';

/** What the loss reads beside the student's outputs; of the whole batch. */
export interface Targets {
  /** One-hot [count, 2]. */
  readonly labels: tf.Tensor2D;
  readonly teacher: NetworkOutputs | null;
  /** [count, 2]; see ObjectiveBatch. */
  readonly keptLogits: tf.Tensor2D | null;
}

export interface ImageLoss {
  /** What these rows add to the batch's terms. */
  readonly losses: LossVector;
  /** Upstream gradients: by the student's logits, and by features and layers where the objective has terms of them. */
  readonly upstream: ReadonlyMap<tf.Tensor, tf.Tensor>;
}

/** The objective is small: tfjs differentiates it. `others`: see `otherOutputs`. Call inside tf.tidy. */
export function imageLoss(
  { objective, termIds }: Learner,
  pass: DifferentiableResult,
  { share, targets, rows, others }: ImageLossOptions,
): ImageLoss {
  const { logits, features, layers } = pass;
  // A layer can be the one that gives the last feature maps.
  const inputs = [...new Set([logits, ...(objective.represent ? [features, ...layers.values()] : [])])];
  const ids: string[] = [];
  const { seen: values, gradients } = differentiate(() => {
    const own = outputsOf(objective.represent, pass);
    const isAlone = objective.isSampleMean || (share.isWhole(rows) && share.isAlone);
    const all = isAlone ? null : (others ?? gatheredWithin(share, own));
    const seen = all ? { rows: share.whole, student: amongOthers(own, rows, all) } : { rows, student: own };
    const terms = objective.terms(batchOf(share, targets, seen));
    const weighted = objective.isSampleMean ? weightedTerms(terms, share.weightOf(rows)) : terms;
    const losses = lossVector(weighted, termIds);
    ids.push(...losses.ids);
    // Terms of the whole batch are the same in every micro-batch, and counted in the first.
    const isCounted = objective.isSampleMean || rows.from === 0;
    return { loss: sumOf(weighted), seen: isCounted ? losses.values : tf.zerosLike(losses.values) };
  }, inputs);
  const upstream = new Map(
    inputs.flatMap((input, index) => {
      const gradient = gradients[index];
      return gradient ? [[input, gradient] as const] : [];
    }),
  );
  return { losses: { values, ids }, upstream };
}

export interface ImageLossOptions {
  readonly share: BatchShare;
  readonly targets: Targets;
  readonly rows: RowRange;
  /** See `otherOutputs`. */
  readonly others: tf.Tensor2D | null;
}

/**
 * Where the loss needs the whole batch at once, other rows count as constants, and the gradients of all micro-batches add up to
 * the batch's. With micro-batches a forward pass over all rows comes first; without, replicas all-gather in the middle of theirs
 * where they can read the engine's tensors there. This is the first pass, over this replica's rows: null where none is needed.
 * `masks`: of the student's dropout for some rows.
 */
export function rowsBefore(
  learner: Learner,
  share: BatchShare,
  masks: (rows: RowRange) => TensorMap | null,
): readonly tf.Tensor2D[] | null {
  if (learner.objective.isSampleMean || gathersWithin(share)) return null;
  return share.own.map((rows) =>
    tf.tidy(() => studentOutputs(learner, { images: share.images(rows), masks: masks(rows) })),
  );
}

/** Whether no pass of its own comes before the loss of rows that depends on all others. */
export function gathersWithin({ microBatches, own, isAlone, replica }: BatchShare): boolean {
  return microBatches === 1 && own.length > 0 && (isAlone || replica.readsAtOnce);
}

function gatheredWithin({ replica, batch }: BatchShare, own: NetworkOutputs): tf.Tensor2D {
  return constantOf(() => gatherRowsAtOnce(replica, packOutputs(own), batch.count));
}

/** Means over the micro-batch become what it adds to the mean over the batch. */
function weightedTerms(terms: LossValues, weight: number): LossValues {
  if (weight === 1) return terms;
  return Object.fromEntries(Object.entries(terms).map(([id, term]) => [id, tf.mul<tf.Scalar>(term, weight)]));
}

/** What the objective sees of some rows, or of the whole batch. */
function batchOf(
  share: BatchShare,
  { labels, teacher, keptLogits }: Targets,
  { rows, student }: { rows: RowRange; student: NetworkOutputs },
): ObjectiveBatch {
  const { batch } = share;
  const cut = (tensor: tf.Tensor2D | null) => tensor && share.rowsOf(tensor, rows);
  return {
    labels: share.rowsOf(labels, rows),
    student,
    teacher: teacher && { logits: share.rowsOf(teacher.logits, rows), representation: cut(teacher.representation) },
    keptLogits: cut(keptLogits),
    weightsOf: (group) => tf.tensor1d(rowWeights(batch, group).subarray(rows.from, rows.to)),
    shareOf: (group) => rowCount(rowsOfGroup(batch, group)) / batch.count,
  };
}

/** The rows' own outputs at their place among those of the whole batch. */
function amongOthers({ logits, representation }: NetworkOutputs, rows: RowRange, all: tf.Tensor2D): NetworkOutputs {
  const place = (own: tf.Tensor2D, column: number) => {
    const [count] = all.shape;
    const width = own.shape[1];
    const before = tf.slice(all, [0, column], [rows.from, width]);
    const after = tf.slice(all, [rows.to, column], [count - rows.to, width]);
    return tf.concat(
      [before, own, after].filter(({ size }) => size > 0),
      0,
    );
  };
  return { logits: place(logits, 0), representation: representation && place(representation, 2) };
}
