/** Values that nothing is learnt through. */
import * as tf from '@tensorflow/tfjs-core';

/** A value as a constant of an objective: `compute` may use operations that have no gradient. */
export function constantOf<Value extends tf.Tensor>(compute: () => Value): Value {
  // Without inputs, tfjs's tape does not connect the value to anything.
  return tf.customGrad<Value>(() => ({ value: compute(), gradFunc: () => [] }))();
}
