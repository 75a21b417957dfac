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
import type { RowRange } from '../batches/row-range';
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
 * The teacher's outputs for the whole batch; null where nobody needs them. `known`: its logits, [count, 2], else every replica
 * computes its own rows. Call inside tf.tidy.
 */
export function teacherForward(learner: Learner, share: BatchShare, known: Float32Array | null): NetworkOutputs | null {
  const { teacher, needsTeacherOutputs, objective } = learner;
  if (!teacher || !needsTeacherOutputs) return null;
  if (known) return { logits: tf.tensor2d(known, [share.batch.count, 2]), representation: null };

  const { represent, layers } = objective.comparesRepresentations === true ? objective : {};
  const areKept = share.own.length > 1;
  const options = { weights: teacher, isTraining: false, layers, represent, areKept };
  const compute = (rows: RowRange) => tf.tidy(() => packedOutputs(learner, share.images(rows), options));
  return unpackOutputs(share.gather(share.own.map(compute)));
}
