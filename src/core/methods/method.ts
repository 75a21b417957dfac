/** What a method is: parameters and, for every step after the first, an objective made of the frozen teacher. */
import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Parameters } from '../../shared/field';
import type { LossTermInfo } from '../../shared/loss-term';
import type { MethodRecord, PresetId } from '../../shared/recipe';
import type { TensorMap } from '../networks/forward';
import type { ParameterSpec } from '../networks/parameter-list';

export interface NetworkOutputs {
  /** [batch, 2] */
  readonly logits: tf.Tensor2D;
  /** [batch, length]: what `represent` makes of the last maps; null where nothing asks for them. */
  readonly representation: tf.Tensor2D | null;
}

export interface ObjectiveBatch {
  /** One-hot [batch, 2]: fake, real. */
  readonly labels: tf.Tensor2D;
  readonly student: NetworkOutputs;
  /** The teacher's on the same images, [batch, 2]; null in step 1 and for methods without a teacher. */
  readonly teacherLogits: tf.Tensor2D | null;
}

/** The whole batch, however it is shared, and the weights by name, running statistics included. */
export interface WeightTermInputs {
  readonly labels: tf.Tensor2D;
  readonly teacherLogits: tf.Tensor2D | null;
  readonly student: TensorMap;
  readonly teacher: TensorMap | null;
}

/** Scalars, batch means; `total` is what the optimiser minimises. */
export interface ObjectiveTerms {
  readonly total: tf.Scalar;
  readonly crossEntropy: tf.Scalar;
  readonly distillation?: tf.Scalar;
  readonly representation?: tf.Scalar;
}

/** Samples of the teacher's pass by class (0 fake, 1 real) and confidence bin. */
export interface StoreSummary {
  readonly counts: number[][];
  readonly leftOut: number;
}

/** [batch, height, width, channels] -> [batch, length], image by image. */
export type Represent = (features: tf.Tensor4D) => tf.Tensor2D;

export interface Objective {
  /** Differentiable in the student's outputs; called inside tf.tidy. */
  terms(batch: ObjectiveBatch): ObjectiveTerms;
  /**
   * True where every term is a mean over images: parts of a batch can then be learnt alone, weighed by their size.
   * False: the terms need the outputs of the whole batch at once.
   */
  readonly isSampleMean: boolean;
  /** What the terms need of the student's last maps; absent: nothing. */
  readonly represent?: Represent;
  /** Differentiable in the student's weights; added to `total` once a batch, however the batch is shared. */
  weightTerm?(inputs: WeightTermInputs): tf.Scalar;
  readonly store: StoreSummary | null;
  /** The student learns in evaluation mode: running statistics normalise and stay as they are, nothing drops out. */
  readonly studentEvaluates?: boolean;
  /** Epochs after which the student becomes the teacher; absent or 0: never within a step. */
  readonly refreshTeacherEvery?: number;
  /** Lets go of tensors that were kept for the step. */
  dispose(): void;
}

export interface TeacherPassOptions {
  readonly represent: Represent;
  /** The pass mirrors images as training does. */
  readonly flips: boolean;
}

/** What an objective may use while it is prepared, once before each continual step. */
export interface StepPreparation {
  /** The network's, in its own order. */
  readonly networkParameters: readonly ParameterSpec[];
  /** The frozen teacher passes once over the new task's training set; nothing but the flip can be on. */
  teacherPass(
    visit: (outputs: NetworkOutputs, labels: tf.Tensor2D) => Promise<void>,
    options: TeacherPassOptions,
  ): Promise<void>;
}

export interface Method {
  readonly id: string;
  readonly label: string;
  /** One sentence: what it adds to the loss, and from where. */
  readonly summary: string;
  readonly parameters: z.ZodObject;
  /** Of its loss, in the order in which they are added up; a step may compute fewer. */
  readonly terms: readonly LossTermInfo[];
  /** What whoever shows its runs has to know beside that; absent: a continual method about which all is plain. */
  readonly shown?: Partial<Pick<MethodRecord, 'baseline' | 'lossHint' | 'rowHint'>>;
  /** What each preset sets of these parameters. */
  readonly presets: Readonly<Record<PresetId, Parameters>>;
  /** Whether the objective wants the teacher's outputs for every batch. */
  readonly needsTeacher: boolean;
  /**
   * What a baseline does otherwise than a chain: every step starts from the weights that the run started from, not from
   * those of the step before. `joint` trains on all tasks seen so far; `single` on its own task, and is selected by it.
   */
  readonly baseline?: 'joint' | 'single';
  /** The objective of a step after the first; the first is cross-entropy for every method. */
  prepare(parameters: Parameters, step: StepPreparation): Promise<Objective>;
}

/** A method as its file writes it: `prepare` gets the parameters of its own schema, parsed. */
export interface MethodDefinition<Schema extends z.ZodObject> extends Omit<Method, 'parameters' | 'prepare'> {
  readonly parameters: Schema;
  prepare(parameters: z.infer<Schema>, step: StepPreparation): Promise<Objective>;
}

export function defineMethod<Schema extends z.ZodObject>(definition: MethodDefinition<Schema>): Method {
  return {
    ...definition,
    prepare: (parameters, step) => definition.prepare(definition.parameters.parse(parameters), step),
  };
}
