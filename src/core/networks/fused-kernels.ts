/**
 * Kernels that an engine may offer beyond those of tfjs: layers of training in fewer passes over memory. Where the engine
 * has none, core composes tfjs operations. All values are float32; feature maps are NHWC.
 *
 * | kernel | inputs | attributes | outputs |
 * | --- | --- | --- | --- |
 * | BatchNormTraining | x, scale, shift; mean, variance where they are fixed | epsilon, activation | y, mean, variance (biased), saved... |
 * | BatchNormTrainingGradient | dy, x, scale, shift, mean, variance, saved0... | epsilon, activation, statistics: batch or fixed | dx, dscale, dshift |
 * | BatchNormInference | x, scale, shift, mean, variance | epsilon, activation, statistics: fixed | y |
 * | ReluGradient | dy, y (the output) | | dx |
 * | SigmoidGradient | dy, y (the output) | | dx |
 * | Swish | x | | y |
 * | SwishGradient | dy, x (the input) | | dx |
 * | ChannelMeans | x [batch, h, w, c] | | y [batch, c] |
 * | ChannelMeansGradient | dy [batch, c] | height, width | dx |
 * | ScaleChannels | x, factor [batch, 1, 1, c] | | y |
 * | ScaleChannelsGradient | dy, x, factor | | dx, dfactor |
 * | MovingAverages | average0, value0... | keep, share: one for each | keep average + share value, one for each |
 * | AdamUpdates | factors [9] (see `adamFactors`); weight0, first0, second0, gradient0... | | none; all but the gradients change in place |
 * | MomentumUpdates | factors [2]: learning rate, momentum; weight0, velocity0, gradient0... | | none; weights and velocities change in place |
 * | AssignTensors | target0, value0... | | none; targets get the values |
 */
import * as tf from '@tensorflow/tfjs-core';

export type FusedKernel =
  | 'BatchNormTraining'
  | 'BatchNormTrainingGradient'
  | 'BatchNormInference'
  | 'ReluGradient'
  | 'SigmoidGradient'
  | 'Swish'
  | 'SwishGradient'
  | 'ChannelMeans'
  | 'ChannelMeansGradient'
  | 'ScaleChannels'
  | 'ScaleChannelsGradient'
  | 'AdamUpdates'
  | 'AssignTensors'
  | 'MomentumUpdates'
  | 'MovingAverages';

/** Gradients that every engine has, but tfjs-core keeps to itself. */
type StockKernel =
  | 'Conv2DBackpropFilter'
  | 'Conv2DBackpropInput'
  | 'DepthwiseConv2dNativeBackpropFilter'
  | 'DepthwiseConv2dNativeBackpropInput'
  | 'MaxPoolGrad';

export type KernelAttributes = Readonly<Record<string, number | string | number[] | undefined>>;

/** What follows a normalisation in the same pass. */
export type Activation = 'none' | 'relu' | 'swish';

export function hasKernel(name: FusedKernel): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a kernel of the engine. The caller owns the outputs, or the surrounding tf.tidy. */
export function runKernel(
  name: FusedKernel | StockKernel,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: KernelAttributes = {},
): tf.Tensor[] {
  const given: tf.NamedAttrMap = {};
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) given[key] = value;
  const result: unknown = tf.engine().runKernel(name, { ...inputs }, given);
  const outputs: unknown[] = Array.isArray(result) ? result : [result];
  return outputs.map((output) => {
    if (output instanceof tf.Tensor) return output;
    throw new TypeError(`The kernel "${name}" gave something that is not a tensor.`);
  });
}

/** Inputs of a kernel that takes any number of each: `names` with numbers from 0 behind them. */
export function numbered<Name extends string>(
  names: readonly Name[],
  groups: readonly Readonly<Record<Name, tf.Tensor>>[],
): Record<string, tf.Tensor> {
  return Object.fromEntries(
    groups.flatMap((group, index) => names.map((name) => [`${name}${index}`, group[name]] as const)),
  );
}

/** The output of a kernel that has one. */
export function onlyOutput([output]: tf.Tensor[]): tf.Tensor {
  if (output) return output;
  throw new Error('The kernel gave no output.');
}
