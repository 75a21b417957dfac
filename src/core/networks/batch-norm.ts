/** Batch normalisation over [batch, height, width] and the activation that follows it. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, onlyOutput, runKernel, type Activation } from './fused-kernels';
import { relu } from './relu';
import { swish } from './swish';
import { withGradient } from './with-gradient';

export interface BatchNormInputs {
  /** [batch, height, width, channels] */
  readonly maps: tf.Tensor4D;
  /** [channels] */
  readonly scale: tf.Tensor;
  readonly shift: tf.Tensor;
  readonly epsilon: number;
  /** `none` unless given. */
  readonly activation?: Activation;
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
export function normaliseByBatch(inputs: BatchNormInputs): { maps: tf.Tensor; statistics: RunningStatistics } {
  const { maps } = inputs;
  const count = maps.size / maps.shape[3];
  const kept: RunningStatistics[] = [];
  const keep = (mean: tf.Tensor, variance: tf.Tensor) => {
    const unbiased = tf.mul(variance, count / Math.max(1, count - 1));
    kept.push({ mean: tf.keep(mean), variance: tf.keep(unbiased) });
  };
  const normalised = isFused(inputs)
    ? fused(inputs, { fixed: null, keep })
    : activate(composed(inputs, keep), inputs.activation);
  const [statistics] = kept;
  if (!statistics) throw new Error('tf.customGrad did not run the operation.');
  return { maps: normalised, statistics };
}

/** Normalises by running statistics, which stay as they are; differentiable in maps, scale and shift. */
export function normaliseByStatistics(inputs: BatchNormInputs, statistics: RunningStatistics): tf.Tensor {
  if (isFused(inputs)) return fused(inputs, { fixed: statistics, keep: () => undefined });
  const { maps, scale, shift, epsilon, activation } = inputs;
  const factor = tf.mul(scale, tf.rsqrt(tf.add(statistics.variance, epsilon)));
  const offset = tf.sub(shift, tf.mul(statistics.mean, factor));
  return activate(tf.add(tf.mul(maps, factor), offset), activation);
}

/** The engines' kernels take channels by fours. */
function isFused({ maps }: BatchNormInputs): boolean {
  return hasKernel('BatchNormTraining') && maps.shape[3] % 4 === 0;
}

type KeepStatistics = (mean: tf.Tensor, biasedVariance: tf.Tensor) => void;

function fused(
  { maps, scale, shift, epsilon, activation = 'none' }: BatchNormInputs,
  { fixed, keep }: { fixed: RunningStatistics | null; keep: KeepStatistics },
): tf.Tensor {
  const attributes = { epsilon, activation, statistics: fixed ? 'fixed' : 'batch' };
  const given = { x: maps, scale, shift, ...fixed };
  return withGradient<tf.Tensor>([maps, scale, shift], (save) => {
    // Saving is for the gradient alone; without one the inference kernel stores nothing beside its output.
    if (fixed && !isDifferentiated()) {
      return { value: onlyOutput(runKernel('BatchNormInference', given, attributes)), gradient: () => [] };
    }
    const [value, mean, variance, ...more] = runKernel('BatchNormTraining', given, attributes);
    if (!value || !mean || !variance) throw new Error('The kernel "BatchNormTraining" gave fewer than three outputs.');
    keep(mean, variance);
    save([maps, scale, shift, mean, variance, ...more]);
    return {
      value,
      gradient: (dy, [x, savedScale, savedShift, savedMean, savedVariance, ...saved]) => {
        if (!x || !savedScale || !savedShift || !savedMean || !savedVariance) throw nothingSaved();
        const inputs = { dy, x, scale: savedScale, shift: savedShift, mean: savedMean, variance: savedVariance };
        const extra = Object.fromEntries(saved.map((tensor, index) => [`saved${index}`, tensor]));
        return runKernel('BatchNormTrainingGradient', { ...inputs, ...extra }, attributes);
      },
    };
  });
}

/** Whether a gradient is being recorded around here. */
function isDifferentiated(): boolean {
  return tf.engine().state.gradientDepth > 0;
}

function composed({ maps, scale, shift, epsilon }: BatchNormInputs, keep: KeepStatistics): tf.Tensor {
  const count = maps.size / maps.shape[3];
  return withGradient<tf.Tensor>([maps, scale, shift], (save) => {
    const mean = tf.div(tf.sum(maps, allButChannels), count);
    const centred = tf.sub(maps, mean);
    const variance = tf.div(tf.sum(tf.square(centred), allButChannels), count);
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const unit = tf.mul(centred, inverse);
    keep(mean, variance);
    save([unit, tf.mul(scale, inverse)]);
    return { value: tf.add(tf.mul(unit, scale), shift), gradient: composedGradients };
  });
}

/** Gradients of maps, scale and shift; saved are the unit maps and scale times inverse deviation. */
function composedGradients(outputGradient: tf.Tensor, [unit, factor]: tf.Tensor[]): tf.Tensor[] {
  if (!unit || !factor) throw nothingSaved();
  const count = outputGradient.size / (outputGradient.shape[3] ?? 1);
  const shiftGradient = tf.sum(outputGradient, allButChannels);
  const scaleGradient = tf.sum(tf.mul(outputGradient, unit), allButChannels);
  // dx = scale / deviation * (dy - mean(dy) - unit * mean(dy * unit))
  const along = tf.mul(unit, tf.div(scaleGradient, count));
  const centred = tf.sub(tf.sub(outputGradient, along), tf.div(shiftGradient, count));
  return [tf.mul(centred, factor), scaleGradient, shiftGradient];
}

function activate(maps: tf.Tensor, activation: Activation = 'none'): tf.Tensor {
  switch (activation) {
    case 'none':
      return maps;
    case 'relu':
      return relu(maps);
    case 'swish':
      return swish(maps);
  }
}

function nothingSaved(): Error {
  return new Error('Batch normalisation saved nothing for its gradient.');
}
