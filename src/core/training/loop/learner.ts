/** What a stage trains and what it trains by: network, weights, optimiser state, teacher and objective. */
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkOutputs, Objective } from '../../methods/objective';
import type { DropoutStreams } from '../../networks/drop-mask';
import {
  differentiableForward,
  forward,
  type DifferentiableResult,
  type ForwardOptions,
  type ForwardResult,
} from '../../networks/forward';
import type { Network } from '../../networks/network';
import type { TensorMap } from '../../weights/tensor-map';
import type { WeightTensors } from '../../weights/weight-tensors';
import type { BatchShare } from '../batches/batch-share';
import { outputsOf, packOutputs, unpackOutputs } from '../batches/output-rows';
import type { RowRange } from '../batches/row-range';

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
}

/** The order in which gradients are listed. */
export function trainableNames({ momentum }: Learner): string[] {
  return [...momentum.keys()];
}

/** Running statistics that a step changes. */
export function statisticNames({ student, momentum, objective }: Learner): string[] {
  return objective.studentEvaluates === true ? [] : [...student.keys()].filter((name) => !momentum.has(name));
}

export interface StudentPass {
  readonly share: BatchShare;
  readonly rows: RowRange;
  /** What the network's dropout layers draw from; null: they drop nothing. */
  readonly dropout: DropoutStreams | null;
}

/** The student's forward pass as it trains, without gradients; the caller disposes the statistics. */
export function studentForward(learner: Learner, pass: StudentPass): ForwardResult {
  return forward(learner.network, pass.share.images(pass.rows), studentOptions(learner, pass));
}

/** The same, with the backward pass to come; the caller disposes the statistics. Call inside tf.tidy. */
export function differentiableStudentForward(learner: Learner, pass: StudentPass): DifferentiableResult {
  const options = { ...studentOptions(learner, pass), trainable: trainableNames(learner) };
  return differentiableForward(learner.network, pass.share.images(pass.rows), options);
}

function studentOptions({ student, objective }: Learner, { rows, dropout }: StudentPass): ForwardOptions {
  const { studentEvaluates, layers } = objective;
  return { weights: student, isTraining: studentEvaluates !== true, dropout, firstRow: rows.from, layers };
}

/**
 * The teacher's packed outputs on this replica's rows; null where nobody needs them or its logits are known. Call inside tf.tidy.
 */
export function teacherRows(learner: Learner, share: BatchShare, isKnown: boolean): readonly tf.Tensor2D[] | null {
  const { network, teacher, needsTeacherOutputs, objective } = learner;
  if (!teacher || !needsTeacherOutputs || isKnown) return null;
  const { represent, layers } = objective.comparesRepresentations === true ? objective : {};
  return share.own.map((rows) =>
    tf.tidy(() => {
      const pass = forward(network, share.images(rows), { weights: teacher, isTraining: false, layers });
      return packOutputs(outputsOf(represent, pass));
    }),
  );
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
