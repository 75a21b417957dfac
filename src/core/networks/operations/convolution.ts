/** Convolutions of feature maps [batch, height, width, channels], general and depthwise. */
import * as tf from '@tensorflow/tfjs-core';
import { onlyOutput, runKernel } from '../fused-kernels';
import type { Padding } from '../network';
import type { Operation } from './operation';

export interface Window {
  readonly stride: number;
  readonly padding: Padding;
}

/** By a filter [size, size, in, out]. Inputs: feature maps, filter. */
export function convolution(activations: tf.Tensor4D, filter: tf.Tensor4D, { stride, padding }: Window): Operation {
  const attributes = { strides: stride, pad: padding, dataFormat: 'NHWC', dimRoundingMode: rounding(padding) };
  return {
    value: tf.conv2d(activations, filter, stride, padding, 'NHWC', 1, rounding(padding)),
    reads: [activations, filter],
    gradients: (dy, [wantsInput, wantsFilter]) => [
      wantsInput
        ? onlyOutput(runKernel('Conv2DBackpropInput', { dy, filter }, { ...attributes, inputShape: activations.shape }))
        : null,
      wantsFilter
        ? onlyOutput(
            runKernel('Conv2DBackpropFilter', { x: activations, dy }, { ...attributes, filterShape: filter.shape }),
          )
        : null,
    ],
  };
}

/** By a filter [size, size, in, 1], channel by channel. Inputs: feature maps, filter. */
export function depthwiseConvolution(
  activations: tf.Tensor4D,
  filter: tf.Tensor4D,
  { stride, padding }: Window,
): Operation {
  const attributes = { strides: stride, pad: padding, dilations: [1, 1], dimRoundingMode: rounding(padding) };
  const [ofInput, ofFilter] = ['DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'] as const;
  return {
    value: tf.depthwiseConv2d(activations, filter, stride, padding, 'NHWC', 1, rounding(padding)),
    reads: [activations, filter],
    gradients: (dy, [wantsInput, wantsFilter]) => [
      wantsInput
        ? onlyOutput(runKernel(ofInput, { dy, filter }, { ...attributes, inputShape: activations.shape }))
        : null,
      wantsFilter
        ? onlyOutput(runKernel(ofFilter, { x: activations, dy }, { ...attributes, filterShape: filter.shape }))
        : null,
    ],
  };
}

/** tfjs asks how to round when pixels are given; PyTorch rounds down. */
export function rounding(padding: Padding): 'floor' | undefined {
  return typeof padding === 'number' ? 'floor' : undefined;
}
