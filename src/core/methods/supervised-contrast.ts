/** The supervised contrastive loss (Khosla et al., 2020) in the form of DFIL's public code. */
import * as tf from '@tensorflow/tfjs-core';
import { constantOf } from '../networks/constant';

/** As PyTorch's `normalize`: a row of 0 stays one. */
const smallestNorm = 1e-12;

/** Rows of length 1. */
export function normalisedRows(rows: tf.Tensor2D): tf.Tensor2D {
  const norms = tf.sqrt(tf.maximum(tf.sum(tf.square(rows), 1, true), smallestNorm ** 2));
  return tf.div(rows, norms);
}

/**
 * Mean over images i that have others of their class of -t / |P(i)| sum over p in P(i) of log(exp(z_i z_p / t) / sum over
 * j != i of exp(z_i z_j / t)); z the normalised `features` [batch, length], P(i) the other images of i's class by the
 * one-hot `labels`. 0 where no image has another of its class.
 */
export function supervisedContrast(features: tf.Tensor2D, labels: tf.Tensor2D, temperature: number): tf.Scalar {
  const z = normalisedRows(features);
  const similarity = tf.div<tf.Tensor2D>(tf.matMul<tf.Tensor2D>(z, z, false, true), temperature);
  const others = tf.sub<tf.Tensor2D>(1, tf.eye(labels.shape[0]));
  // The highest similarity to another image, so that the largest of the exponentials is 1.
  const highest = constantOf(() => tf.max(tf.sub(similarity, tf.mul(tf.sub(1, others), 2 / temperature)), 1, true));
  const raised = tf.sub(similarity, highest);
  const all = tf.sum(tf.mul(tf.exp(tf.minimum(raised, 0)), others), 1, true);
  const logShares = tf.sub(raised, tf.log(tf.maximum(all, smallestNorm)));
  const partners = tf.mul(tf.matMul<tf.Tensor2D>(labels, labels, false, true), others);
  const counts = tf.sum(partners, 1);
  const each = tf.div(tf.sum(tf.mul(logShares, partners), 1), tf.maximum(counts, 1));
  const images = tf.maximum(tf.sum(tf.cast(tf.greater(counts, 0), 'float32')), 1);
  return tf.mul<tf.Scalar>(tf.div(tf.sum(each), images), -temperature);
}
