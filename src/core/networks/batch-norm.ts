/** Batch normalisation over [batch, height, width]: in training with a gradient of its own, in evaluation as scale and shift. */
import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient';

export interface BatchNormInputs {
  /** [batch, height, width, channels] */
  readonly maps: tf.Tensor4D;
  /** [channels] */
  readonly scale: tf.Tensor;
  readonly shift: tf.Tensor;
  readonly epsilon: number;
}

export interface RunningStatistics {
  /** [channels] */
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

/** [batch, height, width] of NHWC maps. */
const allButChannels = [0, 1, 2];

/**
 * Normalises by the batch's own statistics. These are kept (tf.keep): the caller disposes them.
 * `variance` is the unbiased one, which PyTorch puts into its running statistics.
 * The gradient is written out, because the one composed by tfjs spends its time in Tile (Ioffe and Szegedy, 2015).
 */
export function normaliseByBatch(inputs: BatchNormInputs): { maps: tf.Tensor4D; statistics: RunningStatistics } {
  const { maps, scale, shift, epsilon } = inputs;
  const count = maps.size / maps.shape[3];
  const kept: RunningStatistics[] = [];
  const normalised = withGradient<tf.Tensor4D>([maps, scale, shift], (save) => {
    const mean = tf.div(tf.sum(maps, allButChannels), count);
    const centred = tf.sub(maps, mean);
    const squares = tf.sum(tf.square(centred), allButChannels);
    const inverse = tf.rsqrt(tf.add(tf.div(squares, count), epsilon));
    const unit = tf.mul<tf.Tensor4D>(centred, inverse);
    kept.push({ mean: tf.keep(mean), variance: tf.keep(tf.div(squares, Math.max(1, count - 1))) });
    save([unit, tf.mul(scale, inverse)]);
    return { value: tf.add<tf.Tensor4D>(tf.mul(unit, scale), shift), gradient: batchNormGradients };
  });
  const [statistics] = kept;
  if (!statistics) throw new Error('tf.customGrad did not run the operation.');
  return { maps: normalised, statistics };
}

/** Normalises by running statistics: one multiplication and one addition per value. */
export function normaliseByStatistics(inputs: BatchNormInputs, statistics: RunningStatistics): tf.Tensor4D {
  const factor = tf.mul(inputs.scale, tf.rsqrt(tf.add(statistics.variance, inputs.epsilon)));
  const offset = tf.sub(inputs.shift, tf.mul(statistics.mean, factor));
  return tf.add(tf.mul(inputs.maps, factor), offset);
}

/** Gradients of maps, scale and shift; saved are the unit maps and scale times inverse deviation. */
function batchNormGradients(outputGradient: tf.Tensor4D, [unit, factor]: tf.Tensor[]): tf.Tensor[] {
  if (!unit || !factor) throw new Error('Batch normalisation saved nothing for its gradient.');
  const count = outputGradient.size / outputGradient.shape[3];
  const shiftGradient = tf.sum(outputGradient, allButChannels);
  const scaleGradient = tf.sum(tf.mul(outputGradient, unit), allButChannels);
  // dx = scale / deviation * (dy - mean(dy) - unit * mean(dy * unit))
  const along = tf.mul(unit, tf.div(scaleGradient, count));
  const centred = tf.sub(tf.sub(outputGradient, along), tf.div(shiftGradient, count));
  return [tf.mul(centred, factor), scaleGradient, shiftGradient];
}
