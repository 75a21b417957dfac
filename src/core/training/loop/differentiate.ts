/** Gradients of a loss by whatever it reads, and none by what it does not. */
import * as tf from '@tensorflow/tfjs-core';

export interface Computed {
  readonly loss: tf.Scalar;
  /** Handed on as it is. */
  readonly seen: tf.Tensor;
}

export interface Differentiated {
  readonly seen: tf.Tensor;
  /** In the order of the inputs, in their shapes; null where the loss does not depend on one. */
  readonly gradients: readonly (tf.Tensor | null)[];
}

/**
 * tf.valueAndGrads refuses an input that the value does not depend on, and a value that depends on none; a penalty on some
 * of the weights is both to it. Call inside tf.tidy.
 */
export function differentiate(compute: () => Computed, inputs: readonly tf.Tensor[]): Differentiated {
  const kept: tf.Tensor[] = [];
  const { grads } = tf.engine().gradients(
    () => {
      const { loss, seen } = compute();
      kept.push(tf.keep(seen));
      return loss;
    },
    [...inputs],
    undefined,
    true,
  );
  const [seen] = kept;
  if (!seen) throw new Error('tfjs did not run the loss.');
  const found: readonly (tf.Tensor | null | undefined)[] = grads;
  // A kept tensor would outlive the surrounding tidy.
  const result = { seen: tf.clone(seen), gradients: inputs.map((_, index) => found[index] ?? null) };
  seen.dispose();
  return result;
}
