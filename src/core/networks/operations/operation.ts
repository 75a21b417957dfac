/** What the layers of a network are made of: an operation's value, and the way back through it. */
import type * as tf from '@tensorflow/tfjs-core';

export interface Operation {
  readonly value: tf.Tensor;
  /**
   * What `gradients` reads: the inputs or the value, which then live until it has run, and tensors of its own, which are
   * disposed after it.
   */
  readonly reads: readonly tf.Tensor[];
  /**
   * Gradients of the inputs in their order, new tensors; `upstream` is that of the value, in its shape. Null, or anything,
   * for inputs that are not wanted. Called inside tf.tidy, at most once.
   */
  gradients(upstream: tf.Tensor, wanted: readonly boolean[]): readonly (tf.Tensor | null)[];
}
