/**
 * Kernels that an engine may offer beyond those of tfjs: layers of training in fewer passes over memory. Where the engine
 * has none, core composes tfjs operations. All values are float32; maps are NHWC.
 *
 * | kernel | inputs | attributes | outputs |
 * | --- | --- | --- | --- |
 * | BatchNormTraining | x, scale, shift; mean, variance where they are fixed | epsilon, activation | y, mean, variance (biased), saved... |
 * | BatchNormTrainingGradient | dy, x, scale, shift, mean, variance, saved0... | epsilon, activation, statistics: batch or fixed | dx, dscale, dshift |
 * | BatchNormInference | x, scale, shift, mean, variance | epsilon, activation | y |
 * | ReluGradient | dy, y (the output) | | dx |
 * | ChannelMeans | x [batch, h, w, c] | | y [batch, c] |
 * | ChannelMeansGradient | dy [batch, c] | height, width | dx |
 * | ScaleChannels | x, factor [batch, 1, 1, c] | | y |
 * | ScaleChannelsGradient | dy, x, factor | | dx, dfactor |
 * | MomentumUpdate | weight, velocity, gradient | learningRate, momentum | none; weight and velocity change in place |
 */
import * as tf from '@tensorflow/tfjs-core';

export type FusedKernel =
  | 'BatchNormTraining'
  | 'BatchNormTrainingGradient'
  | 'BatchNormInference'
  | 'ReluGradient'
  | 'ChannelMeans'
  | 'ChannelMeansGradient'
  | 'ScaleChannels'
  | 'ScaleChannelsGradient'
  | 'MomentumUpdate';

/** What follows a normalisation in the same pass. */
export type Activation = 'none' | 'relu' | 'swish';

export function hasKernel(name: FusedKernel): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs an engine's own kernel off the tape. The caller owns the outputs, or the surrounding tf.tidy. */
export function runKernel(
  name: FusedKernel,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: Readonly<Record<string, number | string>> = {},
): tf.Tensor[] {
  const result: unknown = tf.engine().runKernel(name, { ...inputs }, { ...attributes });
  const outputs: unknown[] = Array.isArray(result) ? result : [result];
  return outputs.map((output) => {
    if (output instanceof tf.Tensor) return output;
    throw new TypeError(`The kernel "${name}" gave something that is not a tensor.`);
  });
}

/** The output of a kernel that has one. */
export function onlyOutput([output]: tf.Tensor[]): tf.Tensor {
  if (output) return output;
  throw new Error('The kernel gave no output.');
}
