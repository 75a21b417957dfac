/** One batch on its way through the parts that it is shared into: what all of them need. */
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkOutputs, Objective } from '../../methods/objective';
import type { DropoutStreams } from '../../networks/drop-mask';
import {
  forward,
  learningForward,
  type ForwardOptions,
  type ForwardResult,
  type LearningResult,
  type TensorMap,
} from '../../networks/forward';
import type { Network } from '../../networks/network';
import { sizeOf, splitBatch, type BatchPart } from '../batches/batch-parts';
import type { ImageBatch } from '../batches/image-batch';
import { singleReplica, type Replica } from '../replica';
import type { WeightUpdateOptions } from '../../optimizers/update-weights';
import type { WeightTensors } from '../../weights/weight-tensors';

export interface Learner {
  readonly network: Network;
  /** Changed by every update; running statistics included. */
  readonly student: WeightTensors;
  /** Velocity, or mean gradient, of every trainable weight, by the same names. */
  readonly momentum: WeightTensors;
  /** Mean squared gradients, for optimisers that have them. */
  readonly secondMoments: WeightTensors | null;
  /** Frozen; null where the method has no use for it. */
  readonly teacher: TensorMap | null;
  /** Whether the teacher's outputs are needed, or its weights alone. */
  readonly needsTeacherOutputs: boolean;
  readonly objective: Objective;
  /** Ids of the terms that the method declares, in their order. */
  readonly termIds: readonly string[];
}

export interface UpdateOptions extends WeightUpdateOptions {
  /** What the network's dropout layers draw from; null or absent: they drop nothing. */
  readonly dropout?: DropoutStreams | null;
  /** Who shares the batch; absent: nobody. */
  readonly replica?: Replica;
  /** Parts that every replica's share is divided into, one computed after the other; 1 unless given. */
  readonly microBatches?: number;
  /** The teacher's, [count, 2], where they are known; else it passes over the batch. */
  readonly teacherLogits?: Float32Array | null;
}

export interface BatchWork {
  readonly learner: Learner;
  readonly batch: ImageBatch;
  readonly dropout: DropoutStreams | null;
  readonly replica: Replica;
  /** This replica's, those with images alone. */
  readonly own: readonly BatchPart[];
  readonly microBatches: number;
  /** Of the whole batch, one-hot [count, 2]. */
  readonly labels: tf.Tensor2D;
  /** Of the whole batch. */
  readonly teacher: NetworkOutputs | null;
  /** Of the whole batch, [count, 2]; see ObjectiveBatch. */
  readonly keptLogits: tf.Tensor2D | null;
}

/** Call inside tf.tidy. The teacher passes over the replica's own images unless its logits are known. */
export function beginBatch(learner: Learner, batch: ImageBatch, options: UpdateOptions): BatchWork {
  const { dropout = null, replica = singleReplica, microBatches = 1, teacherLogits = null } = options;
  const own = ownParts(batch.count, replica, microBatches);
  const { keptLogits } = batch;
  const work = { learner, batch, dropout, replica, own, microBatches };
  return {
    ...work,
    labels: oneHot(batch.labels),
    teacher: teacherOutputs(work, teacherLogits),
    keptLogits: keptLogits ? tf.tensor2d(keptLogits, [batch.count, 2]) : null,
  };
}

function teacherOutputs(
  { learner, batch, replica, own }: Pick<BatchWork, 'learner' | 'batch' | 'replica' | 'own'>,
  known: Float32Array | null,
): NetworkOutputs | null {
  const { network, teacher, needsTeacherOutputs, objective } = learner;
  if (!teacher || !needsTeacherOutputs) return null;
  if (known) return { logits: tf.tensor2d(known, [batch.count, 2]), representation: null };

  const { represent, layers } = objective.comparesRepresentations === true ? objective : {};
  const teach = (part: BatchPart) =>
    tf.tidy(() => {
      const result = forward(network, imagesOf(batch, part), { weights: teacher, isTraining: false, layers });
      return flat(outputsOf(represent ? { represent } : {}, result));
    });
  return unflat(gatherRows(replica, own.map(teach), batch.count));
}

/** The images that a replica computes. */
export function ownRows(count: number, replica: Replica, microBatches: number): BatchPart {
  const own = ownParts(count, replica, microBatches);
  return { from: own[0]?.from ?? count, to: own.at(-1)?.to ?? count };
}

function ownParts(count: number, { rank, count: ranks }: Replica, microBatches: number): BatchPart[] {
  const parts = splitBatch(count, ranks * microBatches);
  return parts.slice(rank * microBatches, (rank + 1) * microBatches).filter((part) => sizeOf(part) > 0);
}

/** Whether the part is the batch. */
export function isWhole(part: BatchPart, { batch }: Pick<BatchWork, 'batch'>): boolean {
  return sizeOf(part) === batch.count;
}

/** The student's forward pass over a part as it learns, without the way back; the caller disposes the statistics. */
export function studentForward(work: BatchWork, part: BatchPart): ForwardResult {
  return forward(work.learner.network, imagesOf(work.batch, part), studentOptions(work, part));
}

/** The same with the way back; the caller disposes the statistics. Call inside tf.tidy. */
export function studentLearns(work: BatchWork, part: BatchPart): LearningResult {
  const { network, momentum } = work.learner;
  const learnt = [...momentum.keys()];
  return learningForward(network, imagesOf(work.batch, part), { ...studentOptions(work, part), learnt });
}

function studentOptions({ learner: { student, objective }, dropout }: BatchWork, part: BatchPart): ForwardOptions {
  const { studentEvaluates, layers } = objective;
  return { weights: student, isTraining: studentEvaluates !== true, dropout, firstRow: part.from, layers };
}

export function outputsOf(
  { represent }: Pick<Objective, 'represent'>,
  { logits, features, layers }: Pick<ForwardResult, 'logits' | 'features' | 'layers'>,
): NetworkOutputs {
  return { logits, representation: represent ? represent(features, layers) : null };
}

/** [rows, 2 + length]: logits and representation side by side. */
export function flat({ logits, representation }: NetworkOutputs): tf.Tensor2D {
  return representation ? tf.concat([logits, representation], 1) : tf.clone(logits);
}

export function unflat(rows: tf.Tensor2D): NetworkOutputs {
  const [count, width] = rows.shape;
  if (width === 2) return { logits: rows, representation: null };
  return {
    logits: tf.slice(rows, [0, 0], [count, 2]),
    representation: tf.slice(rows, [0, 2], [count, width - 2]),
  };
}

/** Rows of all replicas in the batch's order, [count, width], out of this one's parts. */
export function gatherRows(replica: Replica, own: readonly tf.Tensor2D[], count: number): tf.Tensor2D {
  const [first, second] = own;
  const joined = first && (second ? tf.concat([...own], 0) : first);
  if (joined && replica.count === 1) return joined;
  const all = replica.gather(joined ? joined.dataSync<'float32'>() : new Float32Array(0));
  const values = new Float32Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const rows of all) {
    values.set(rows, at);
    at += rows.length;
  }
  return tf.tensor2d(values, [count, values.length / count]);
}

/** [rows, 2]: fake, real. */
export function oneHot(labels: Uint8Array): tf.Tensor2D {
  const values = new Float32Array(labels.length * 2);
  labels.forEach((label, index) => (values[index * 2 + label] = 1));
  return tf.tensor2d(values, [labels.length, 2]);
}

function imagesOf({ pixels, size, firstRow = 0 }: ImageBatch, part: BatchPart): tf.Tensor4D {
  const length = size * size * 3;
  const rows = pixels.subarray((part.from - firstRow) * length, (part.to - firstRow) * length);
  return tf.tensor4d(rows, [sizeOf(part), size, size, 3]);
}
