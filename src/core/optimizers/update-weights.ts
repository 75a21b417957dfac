/** One update of the weights by their gradients: clipped, then handed to the optimiser. */
import * as tf from '@tensorflow/tfjs-core';
import { findOptimizer, type OptimizerId } from './index';
import type { OptimizedWeights, OptimizerOptions, UpdateOptions } from './optimizer';
import { clipGradients, type ClipOptions } from './clip-gradients';

export interface WeightUpdateOptions extends OptimizerOptions, Partial<ClipOptions> {
  /** SGD unless given. */
  readonly optimizer?: OptimizerId;
}

/** What the update reads as a tensor: the optimiser's factors. Call inside tf.tidy. */
export function updateFactors({ optimizer = 'sgd', ...options }: WeightUpdateOptions): tf.Tensor1D {
  return tf.tensor1d([...findOptimizer(optimizer).factors(options)]);
}

/** Whether the engine changes the weights where they are. */
export function updatesInPlace({ optimizer = 'sgd', ...options }: WeightUpdateOptions): boolean {
  return findOptimizer(optimizer).isInPlace(options);
}

/** `gradients` in the order of the momentum; throws where one is missing. Call inside tf.tidy. */
export function updateWeights(
  weights: OptimizedWeights,
  gradients: readonly tf.Tensor[],
  { optimizer = 'sgd', clipValue = 0, clipNorm = 0, ...options }: WeightUpdateOptions & Pick<UpdateOptions, 'factors'>,
): void {
  if (gradients.length !== weights.momentum.size) {
    throw new Error(`There are ${gradients.length} gradients for ${weights.momentum.size} weights.`);
  }
  findOptimizer(optimizer).update(weights, clipGradients(gradients, { clipValue, clipNorm }), options);
}
