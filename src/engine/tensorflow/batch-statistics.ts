/** Mean and variance of every channel over a batch's pixels, from oneDNN's normalisation. */
import * as tf from '@tensorflow/tfjs-core';
import { runOnOneDnn } from './one-dnn';
import { forwardNormalisation } from './normalisation-operations';

/**
 * oneDNN adds up one pixel after the other. In float32 that is precise for a thousand pixels; over more, losses came out ten
 * times as far from PyTorch's as with TensorFlow's own kernel, and groups of an eighth are closer than that one.
 */
const precisePixels = 1024;
const groups = 8;

export function isPreciseAtOnce(pixels: number): boolean {
  return pixels <= precisePixels;
}

export function isDivisible(pixels: number): boolean {
  return pixels % groups === 0;
}

export interface BatchStatistics {
  /** [channels] */
  readonly mean: tf.Tensor;
  /** Biased. */
  readonly variance: tf.Tensor;
}

/** Over groups of the pixels, taken for channels of their own, and then over the groups. The pixels have to be divisible. */
export function statisticsByGroups(backend: unknown, activations: tf.Tensor4D): BatchStatistics {
  const channels = activations.shape[3];
  const pixels = activations.size / channels;
  const [mean, variance] = tf.tidy(() => {
    const grouped = tf.reshape(activations, [pixels / groups, 1, 1, groups * channels]);
    const nothing = tf.zeros([0]);
    // Only the statistics are wanted of it.
    const zeros = tf.zeros([groups * channels]);
    const operation = forwardNormalisation({ epsilon: 1e-3, statistics: 'batch' }, [
      grouped,
      zeros,
      zeros,
      nothing,
      nothing,
    ]);
    const outputs = runOnOneDnn(backend, { operation, outputs: 6, shape: grouped.shape });
    const [means, variances] = outputs.slice(3, 5).map((output) => tf.reshape(output, [groups, channels]));
    if (!means || !variances) throw new Error('FusedBatchNormV3 reserved nothing.');
    const whole = tf.mean(means, 0);
    return [whole, tf.mean(tf.add(variances, tf.squaredDifference(means, whole)), 0)];
  });
  if (!mean || !variance) throw new Error('tf.tidy did not hand on the statistics.');
  return { mean, variance };
}
