/** Cross-entropy of logits against labels, and the objective that is nothing else. */
import * as tf from '@tensorflow/tfjs-core';
import type { Objective } from './method';

/** Batch mean of -log softmax(logits)[label]; `labels` one-hot, both [batch, classes]. */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
  return tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)));
}

/** Step 1 of every method, and every step of fine-tuning. */
export const crossEntropyObjective: Objective = {
  terms({ labels, student }) {
    const loss = crossEntropy(student.logits, labels);
    return { total: loss, crossEntropy: loss };
  },
  isSampleMean: true,
  store: null,
  dispose: () => undefined,
};
