/** Sorts samples by class and by how sure the network is of the true class. */
import * as tf from '@tensorflow/tfjs-core';

export const classCount = 2;

/** [batch, 1]: softmax probability of the true class; `logits` and one-hot `labels` are [batch, classes]. */
export function confidences(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Tensor2D {
  return tf.sum(tf.mul(tf.softmax(logits), labels), 1, true);
}

/**
 * Membership [batch, classes * bins], 1 where a sample belongs to (class, bin): its own class, and the bin of its
 * confidence c = softmax probability of the true class, in (.5, .6] ... (.9, 1] for 5 bins. c <= .5 is left out (a row of 0).
 * Not differentiable; `logits` and one-hot `labels` are [batch, classes].
 */
export function confidenceBins(logits: tf.Tensor2D, labels: tf.Tensor2D, bins: number): tf.Tensor2D {
  const confidence = confidences(logits, labels);
  const lower = Array.from({ length: bins }, (_, bin) => 0.5 + (0.5 * bin) / bins);
  // Probabilities can round to a little over 1; the last bin is open above.
  const upper = [...lower.slice(1), 2];
  const inBin = tf.logicalAnd(tf.greater(confidence, [lower]), tf.lessEqual(confidence, [upper]));
  const byClass = tf.mul(tf.expandDims(labels, 2), tf.expandDims(tf.cast(inBin, 'float32'), 1));
  return tf.reshape(byClass, [labels.shape[0], classCount * bins]);
}
