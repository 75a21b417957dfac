/** Batch normalisation over [batch, height, width], with the activation that follows it where the engine has a kernel for both. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, onlyOutput, runKernel, type Activation } from '../fused-kernels';
import type { Operation } from './operation';

export interface BatchNormInputs {
  /** [batch, height, width, channels] */
  readonly featureMaps: tf.Tensor4D;
  /** [channels] */
  readonly scale: tf.Tensor;
  readonly shift: tf.Tensor;
  readonly epsilon: number;
}

export interface Statistics {
  /** [channels] */
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

/** Inputs: feature maps, scale, shift. */
export interface BatchNorm extends Operation {
  /** The batch's own, the variance biased: divided by the count of pixels. To be read before the way back is taken, which may dispose them. */
  readonly statistics: Statistics;
}

/** [batch, height, width] of NHWC feature maps. */
const allButChannels = [0, 1, 2];

/** Whether the engine normalises and activates in one pass. Its kernels take channels by fours. */
export function isFused({ shape }: tf.Tensor4D): boolean {
  return hasKernel('BatchNormTraining') && shape[3] % 4 === 0;
}

/** By the batch's own statistics and with the activation, where `isFused`. */
export function normaliseByBatchFused(inputs: BatchNormInputs, activation: Activation): BatchNorm {
  return trainingKernel(inputs, { activation, statistics: null });
}

/** By given statistics, which stay as they are, and with the activation, where `isFused`. */
export function normaliseByStatisticsFused(
  inputs: BatchNormInputs,
  options: { readonly activation: Activation; readonly statistics: Statistics; readonly isLearnt: boolean },
): Operation {
  if (options.isLearnt) return trainingKernel(inputs, options);
  // The inference kernel stores nothing beside its output.
  const { featureMaps, scale, shift, epsilon } = inputs;
  const { activation, statistics } = options;
  const value = onlyOutput(
    runKernel(
      'BatchNormInference',
      { x: featureMaps, scale, shift, ...statistics },
      { epsilon, activation, statistics: 'fixed' },
    ),
  );
  const gradients = () => {
    throw new Error('A pass that learns nothing has no gradient.');
  };
  return { value, reads: [], gradients };
}

function trainingKernel(
  { featureMaps, scale, shift, epsilon }: BatchNormInputs,
  { activation, statistics: given }: { activation: Activation; statistics: Statistics | null },
): BatchNorm {
  const attributes = { epsilon, activation, statistics: given ? 'fixed' : 'batch' };
  const outputs = runKernel('BatchNormTraining', { x: featureMaps, scale, shift, ...given }, attributes);
  const [value, mean, variance, ...saved] = outputs;
  if (!value || !mean || !variance) throw new Error('The kernel "BatchNormTraining" gave fewer than three outputs.');
  const extra = Object.fromEntries(saved.map((tensor, index) => [`saved${index}`, tensor]));
  return {
    value,
    statistics: { mean, variance },
    reads: [featureMaps, scale, shift, mean, variance, ...saved],
    gradients: (dy) =>
      runKernel(
        'BatchNormTrainingGradient',
        { dy, x: featureMaps, scale, shift, mean, variance, ...extra },
        attributes,
      ),
  };
}

/** By the batch's own statistics. The gradient is that of Ioffe and Szegedy, 2015. */
export function normaliseByBatch({ featureMaps, scale, shift, epsilon }: BatchNormInputs): BatchNorm {
  const count = featureMaps.size / featureMaps.shape[3];
  const mean = tf.div(tf.sum(featureMaps, allButChannels), count);
  const centred = tf.sub(featureMaps, mean);
  const variance = tf.div(tf.sum(tf.square(centred), allButChannels), count);
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const unit = tf.mul(centred, inverse);
  return {
    value: tf.add(tf.mul(unit, scale), shift),
    statistics: { mean, variance },
    reads: [unit, scale, inverse],
    gradients: (upstream) => {
      const shiftGradient = tf.sum(upstream, allButChannels);
      const scaleGradient = tf.sum(tf.mul(upstream, unit), allButChannels);
      // dx = scale / deviation * (dy - mean(dy) - unit * mean(dy * unit))
      const along = tf.mul(unit, tf.div(scaleGradient, count));
      const rest = tf.sub(tf.sub(upstream, along), tf.div(shiftGradient, count));
      return [tf.mul(rest, tf.mul(scale, inverse)), scaleGradient, shiftGradient];
    },
  };
}

/** By given statistics, which stay as they are. */
export function normaliseByStatistics(
  { featureMaps, scale, shift, epsilon }: BatchNormInputs,
  { mean, variance }: Statistics,
): Operation {
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  const factor = tf.mul(scale, inverse);
  return {
    value: tf.add(tf.mul(featureMaps, factor), tf.sub(shift, tf.mul(mean, factor))),
    reads: [featureMaps, scale, inverse],
    gradients: (upstream) => [
      tf.mul(upstream, tf.mul(scale, inverse)),
      tf.mul(inverse, tf.sum(tf.mul(upstream, tf.sub(featureMaps, mean)), allButChannels)),
      tf.sum(upstream, allButChannels),
    ],
  };
}
