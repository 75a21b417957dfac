/** What a stage trains and what it trains by: network, weights, optimiser state, teacher and objective. */
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkOutputs, Objective } from '../../methods/objective';
import { differentiableForward, type DifferentiableResult } from '../../networks/forward';
import type { Network } from '../../networks/network';
import type { Recordings } from '../../recording/recordings';
import type { TensorMap } from '../../weights/tensor-map';
import type { WeightTensors } from '../../weights/weight-tensors';
import type { BatchShare } from '../batches/batch-share';
import { unpackOutputs } from '../batches/output-rows';
import { packedOutputs } from '../evaluation/packed-outputs';

export interface Learner {
  readonly network: Network;
  /** Changed by every step; running statistics included. */
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
  /** Of its network's passes and updates; whoever made it clears them. */
  readonly recordings: Recordings;
}

/** The order in which gradients are listed. */
export function trainableNames({ momentum }: Learner): string[] {
  return [...momentum.keys()];
}

/** Running statistics that a step changes. */
export function statisticNames({ student, momentum, objective }: Learner): string[] {
  return objective.studentEvaluates === true ? [] : [...student.keys()].filter((name) => !momentum.has(name));
}

export interface StudentInputs {
  /** [rows, size, size, 3] */
  readonly images: tf.Tensor4D;
  /** What dropout multiplies by; null: it drops nothing. */
  readonly masks: TensorMap | null;
}

/** The student's outputs as it trains, without gradients, [rows, 2 + length]. Call inside tf.tidy. */
export function studentOutputs(learner: Learner, { images, masks }: StudentInputs): tf.Tensor2D {
  const { represent } = learner.objective;
  return packedOutputs(learner, images, { ...studentOptions(learner, masks), represent, areKept: true });
}

/** The student's forward pass, with the backward pass to come; the caller disposes the statistics. Call inside tf.tidy. */
export function differentiableStudentForward(learner: Learner, { images, masks }: StudentInputs): DifferentiableResult {
  const options = { ...studentOptions(learner, masks), trainable: trainableNames(learner) };
  return differentiableForward(learner.network, images, options);
}

function studentOptions({ student, objective: { studentEvaluates, layers } }: Learner, masks: TensorMap | null) {
  return { weights: student, isTraining: studentEvaluates !== true, masks, layers };
}

/**
 * The teacher's packed outputs on this replica's rows; null where nobody needs them or its logits are known. Call inside tf.tidy.
 */
export function teacherRows(learner: Learner, share: BatchShare, isKnown: boolean): readonly tf.Tensor2D[] | null {
  const { teacher, needsTeacherOutputs, objective } = learner;
  if (!teacher || !needsTeacherOutputs || isKnown) return null;
  const { represent, layers } = objective.comparesRepresentations === true ? objective : {};
  const options = { weights: teacher, isTraining: false, layers, represent, areKept: share.own.length > 1 };
  return share.own.map((rows) => tf.tidy(() => packedOutputs(learner, share.images(rows), options)));
}

/** The teacher's outputs for the whole batch, of its logits where they are `known`, [count, 2], or of gathered rows. */
export function teacherOutputs(
  learner: Learner,
  { known, rows }: { known: tf.Tensor2D | null; rows: tf.Tensor2D | null },
): NetworkOutputs | null {
  if (!learner.teacher || !learner.needsTeacherOutputs) return null;
  if (known) return { logits: known, representation: null };
  return rows && unpackOutputs(rows);
}
