/** What an optimiser is: how weights change by their gradients, and what it carries from update to update. */
import type * as tf from '@tensorflow/tfjs-core';
import type { WeightTensors } from '../weights/weight-tensors';

/** Changed by every update; all maps have the trainable weights' names. */
export interface OptimizedWeights {
  /** Running statistics are in it too, and stay as they are. */
  readonly student: WeightTensors;
  /** The first of what it carries: velocities, or means of gradients. In the order of the gradients. */
  readonly momentum: WeightTensors;
  /** Means of squared gradients; null for optimisers without them. */
  readonly secondMoments: WeightTensors | null;
}

/** Every optimiser's parameters; each reads its own. */
export interface OptimizerOptions {
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov?: boolean;
  readonly weightDecay?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly adamEpsilon?: number;
  /** Updates of the task so far, this one among them; 1 unless given. */
  readonly updates?: number;
}

export interface Optimizer {
  readonly id: string;
  readonly hasSecondMoments: boolean;
  /** The numbers that change from update to update, which engines are given as a tensor. */
  factors(options: OptimizerOptions): readonly number[];
  /** Whether the engine changes the weights' tensors where they are; else they are replaced. */
  isInPlace(options: OptimizerOptions): boolean;
  /** `gradients` in the order of `momentum`. Inside tf.tidy. Of `options`, those that `factors` holds count as they are there. */
  update(weights: OptimizedWeights, gradients: readonly tf.Tensor[], options: UpdateOptions): void;
}

export interface UpdateOptions extends OptimizerOptions {
  /** Of the optimiser, as a tensor; its numbers are taken from the options where the engine has no kernel. */
  readonly factors: tf.Tensor1D;
}
