/** Cross-entropy of logits against labels, and the objective that is nothing else. */
import * as tf from '@tensorflow/tfjs-core';
import type { Objective } from './objective';

/** Batch mean of -log softmax(logits)[label]; `labels` one-hot, both [batch, classes]. */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
  return tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)));
}

/** The same for each image, [batch]. */
export function crossEntropies(logits: tf.Tensor2D, labels: tf.Tensor2D): tf.Tensor1D {
  return tf.neg(tf.sum<tf.Tensor1D>(tf.mul(labels, tf.logSoftmax(logits)), 1));
}

/** Stage 1 of most methods, and every stage of fine-tuning. */
export const crossEntropyObjective: Objective = {
  terms: ({ labels, student }) => ({ crossEntropy: crossEntropy(student.logits, labels) }),
  isSampleMean: true,
};
