/** What a method does while it trains on one task: its loss, and what it sees at each batch and after each epoch. */
import * as tf from '@tensorflow/tfjs-core';
import type { MethodReport } from '../../shared/method-report';
import type { ImageRef, ImageRefs } from '../images/image-refs';
import type { TensorMap } from '../weights/tensor-map';

export interface NetworkOutputs {
  /** [batch, 2] */
  readonly logits: tf.Tensor2D;
  /** [batch, length]: what `represent` makes of the network's feature maps; null where nothing asks for them. */
  readonly representation: tf.Tensor2D | null;
}

/**
 * [batch, height, width, channels] -> [batch, length], image by image, of the last feature maps and of the layers that were asked
 * for, by name.
 */
export type Represent = (features: tf.Tensor4D, layers: TensorMap) => tf.Tensor2D;

/** Rows of a batch: the task's own images first, then those that the method replays. */
export interface ObjectiveBatch {
  /** One-hot [rows, 2]: fake, real. */
  readonly labels: tf.Tensor2D;
  readonly student: NetworkOutputs;
  /** The teacher's on the same images; null in stage 1, and for methods that need no outputs of it. */
  readonly teacher: NetworkOutputs | null;
  /** [rows, 2]: logits that were kept with replayed images, 0 in other rows; null where nothing is replayed. */
  readonly keptLogits: tf.Tensor2D | null;
  /**
   * [rows]: weights by which a mean over these rows becomes the mean over the rows of one group: `new`, or a name that
   * `replay` gave. All 0 where the batch has no such rows.
   */
  weightsOf(group: string): tf.Tensor1D;
  /** Share of the whole batch that the group is, 0 to 1. */
  shareOf(group: string): number;
}

/** Mean of `values` [rows] over the rows of a group; 0 where the batch has none. */
export function groupMean(values: tf.Tensor1D, batch: ObjectiveBatch, group: string): tf.Scalar {
  return tf.mean(tf.mul<tf.Tensor1D>(values, batch.weightsOf(group)));
}

/** The whole batch, however it is shared, and the weights by name, running statistics included. */
export interface PenaltyInputs {
  readonly labels: tf.Tensor2D;
  readonly teacherLogits: tf.Tensor2D | null;
  readonly student: TensorMap;
  readonly teacher: TensorMap | null;
}

/** Scalars by ids of terms that the method declares, each as it is weighed: the loss is their sum. */
export type LossValues = Readonly<Record<string, tf.Scalar>>;

/** Where in the training of a task a batch is; both count from 1. */
export interface BatchPlace {
  readonly epoch: number;
  readonly batch: number;
}

/** Images that join a batch: augmented as its own are, but without CutMix. */
export interface ReplayGroup {
  /** Not `new`. */
  readonly name: string;
  readonly images: ArrayLike<ImageRef>;
  /** [images, 2] */
  readonly logits?: Float32Array;
}

/** Everything about a batch that is known when it has been learnt. */
export interface LearntBatch extends BatchPlace {
  /** Those of the task; replayed ones are not among them. */
  readonly images: ImageRefs;
  /** The student's on them, as it learnt them (before the update, augmented), [images, 2]; null unless `keepsLogits`. */
  readonly logits: Float32Array | null;
}

/** Trainable weights by name; the tensors are disposed after the call. */
export interface WeightUpdate {
  /** Of the images' loss alone: without penalties, before `changeGradients`. */
  readonly gradients: TensorMap;
  readonly before: TensorMap;
  readonly after: TensorMap;
}

export interface EndedEpoch {
  /** From 1. */
  readonly epoch: number;
  /** Whether its weights are the best of the task so far. */
  readonly isBest: boolean;
}

export interface Objective {
  /** Differentiable in the student's outputs; called inside tf.tidy. */
  terms(batch: ObjectiveBatch): LossValues;
  /**
   * True where every term is a mean over images: parts of a batch can then be learnt alone, weighed by their size.
   * False: the terms need the outputs of the whole batch at once.
   */
  readonly isSampleMean: boolean;
  /** What the terms need of the last feature maps and of `layers`; absent: nothing. */
  readonly represent?: Represent;
  /** Layers of the network that `represent` sees, by the names of its description; absent: none. */
  readonly layers?: readonly string[];
  /** The teacher's feature maps are represented too. */
  readonly comparesRepresentations?: boolean;
  /** Differentiable in any of the student's weights; computed once a batch, however it is shared. Inside tf.tidy. */
  penalty?(inputs: PenaltyInputs): LossValues;
  /** The gradients that the optimiser gets in the place of these, by the same names. Inside tf.tidy. */
  changeGradients?(gradients: TensorMap): TensorMap;
  /** What joins the batch; asked before it is made, after the batch before it was learnt. The same in all replicas. */
  replay?(place: BatchPlace): readonly ReplayGroup[];
  /** Inside tf.tidy: what the state keeps goes through `keepTensor`. The same in all replicas. */
  afterUpdate?(update: WeightUpdate): void;
  /** The same in all replicas. */
  afterBatch?(batch: LearntBatch): void;
  /** `afterBatch` gets the student's logits. */
  readonly keepsLogits?: boolean;
  /** Before the state is saved. The same in all replicas. */
  afterEpoch?(epoch: EndedEpoch): void;
  /** Told at the beginning of the stage, and shown on the run's page. */
  readonly reports?: readonly MethodReport[];
  /** The student learns in evaluation mode: running statistics normalise and stay as they are, nothing drops out. */
  readonly studentEvaluates?: boolean;
  /** Epochs after which the student becomes the teacher; absent or 0: never within a stage. */
  readonly refreshTeacherEvery?: number;
  /** Disposes tensors that were kept for the task; the state's stay. */
  dispose?(): void;
}
