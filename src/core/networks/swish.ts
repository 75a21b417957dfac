/** Swish, x sigmoid(x) (Ramachandran, Zoph, Le, 2017), with a gradient that keeps its input alone. */
import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient';

/** The composed operations would keep the sigmoid as well, one more map per layer. */
export function swish(input: tf.Tensor): tf.Tensor {
  return withGradient([input], (save) => {
    save([input]);
    return { value: tf.mul(input, tf.sigmoid(input)), gradient: swishGradient };
  });
}

/** s + x s (1 - s) with s = sigmoid(x). */
function swishGradient(outputGradient: tf.Tensor, [input]: tf.Tensor[]): tf.Tensor[] {
  if (!input) throw new Error('Swish saved nothing for its gradient.');
  const share = tf.sigmoid(input);
  const slope = tf.mul(share, tf.add(tf.mul(input, tf.sub(1, share)), 1));
  return [tf.mul(outputGradient, slope)];
}
