/** What a method may ask the training for, before and after a task. */
import type * as tf from '@tensorflow/tfjs-core';
import type { ImageRefs } from '../images/image-refs';
import type { TensorMap } from '../weights/tensor-map';
import type { ParameterSpec } from '../networks/parameter-list';
import type { RandomStream } from '../random';
import type { NetworkOutputs, Represent } from './objective';

/** Hears one evaluation batch after the other, the same in every replica; the tensors are disposed when it resolves. */
export type VisitOutputs = (outputs: NetworkOutputs, labels: tf.Tensor2D) => Promise<void>;

export interface TeacherPassOptions {
  readonly represent: Represent;
  /** Layers that `represent` sees. */
  readonly layers?: readonly string[];
  /** The pass mirrors images as training does. */
  readonly flips: boolean;
}

export interface TaskContext {
  /** Of the task in the chain, from 1. */
  readonly stage: number;
  /** The network's, in its own order. */
  readonly networkParameters: readonly ParameterSpec[];
  /** The student's at the time of the call, running statistics included. */
  readonly weights: TensorMap;
  /** Training images of one task of the chain. Throws for an earlier one unless the method declares that it needs those. */
  imagesOf(stage: number): ImageRefs;
  /** 0 fake, 1 real. */
  labelsOf(images: ArrayLike<number>): Uint8Array;
  /** The run's stream for one purpose at one place of this task; the same in every replica. */
  random(purpose: string, ...place: readonly number[]): RandomStream;
  /** The frozen teacher passes once over the images that the task trains on; nothing but the flip can be on. Throws in stage 1. */
  teacherPass(visit: VisitOutputs, options: TeacherPassOptions): Promise<void>;
}

export interface StudentPassOptions {
  readonly images: ImageRefs;
  readonly represent?: Represent;
  /** Layers that `represent` sees. */
  readonly layers?: readonly string[];
}

export interface SquaredGradientOptions {
  readonly images: ImageRefs;
  /** [1, 2]: the upstream gradient by one image's logits, given these and its one-hot label. Inside tf.tidy. */
  gradientByLogits(logits: tf.Tensor2D, label: tf.Tensor2D): tf.Tensor2D;
}

/** After a task: `weights` are those of its best epoch, from which the next task starts. */
export interface FinishedTask extends TaskContext {
  /** One pass over images in evaluation mode, without augmentation. */
  studentPass(visit: VisitOutputs, options: StudentPassOptions): Promise<void>;
  /**
   * Mean over images of the squared gradient of one image by the trainable weights, by name, in evaluation mode and without
   * augmentation: a forward pass and a way back for every image. The caller disposes the tensors.
   */
  meanSquaredGradients(options: SquaredGradientOptions): Promise<Map<string, tf.Tensor>>;
}
