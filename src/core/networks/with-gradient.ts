/** An operation whose gradient is written out by hand instead of being composed by tfjs. */
import * as tf from '@tensorflow/tfjs-core';

export interface OperationWithGradient<Value extends tf.Tensor> {
  readonly value: Value;
  /** One gradient per input, in the order of the inputs; all are computed at once. */
  readonly gradient: (outputGradient: Value, saved: tf.Tensor[]) => tf.Tensor[];
}

/** Runs `operation` off the tape and registers its gradient; what it hands to `save` reaches the gradient. */
export function withGradient<Value extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  operation: (save: (tensors: tf.Tensor[]) => void) => OperationWithGradient<Value>,
): Value {
  const run = tf.customGrad<Value>((...received) => {
    // tfjs hands over the inputs and then the save function; the operation closes over the inputs itself.
    const save = received.at(-1);
    if (typeof save !== 'function') throw new TypeError('tf.customGrad gave no save function.');
    const { value, gradient } = operation(save);
    return { value, gradFunc: gradient };
  });
  return run(...inputs);
}

/** A value as a constant: nothing is learnt through it, and `compute` may use operations that have no gradient. */
export function constantOf<Value extends tf.Tensor>(compute: () => Value): Value {
  // Without inputs the tape does not connect the value to anything.
  return withGradient<Value>([], () => ({ value: compute(), gradient: () => [] }));
}
