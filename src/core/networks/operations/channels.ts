/** Operations that treat all pixels of an image alike: global average pooling and squeeze-excitation's multiplication. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, onlyOutput, runKernel, type FusedKernel } from '../fused-kernels';
import type { Operation } from './operation';

/** [batch, height, width, channels] -> [batch, channels] */
export function globalAveragePool(activations: tf.Tensor): Operation {
  const [batch = 0, height = 0, width = 0, channels = 0] = activations.shape;
  if (hasKernelFor('ChannelMeans', activations)) {
    return {
      value: onlyOutput(runKernel('ChannelMeans', { x: activations })),
      reads: [],
      gradients: (dy) => runKernel('ChannelMeansGradient', { dy }, { height, width }),
    };
  }
  return {
    value: tf.mean(activations, [1, 2]),
    reads: [],
    gradients: (upstream) => {
      const ofEveryPixel = tf.reshape(tf.div(upstream, height * width), [batch, 1, 1, channels]);
      return [tf.tile(ofEveryPixel, [1, height, width, 1])];
    },
  };
}

/** Feature maps [batch, height, width, channels] by factors [batch, 1, 1, channels]. Inputs: feature maps, factors. */
export function scaleChannels(activations: tf.Tensor, factors: tf.Tensor): Operation {
  if (hasKernelFor('ScaleChannels', activations)) {
    return {
      value: onlyOutput(runKernel('ScaleChannels', { x: activations, factor: factors })),
      reads: [activations, factors],
      gradients: (dy) => runKernel('ScaleChannelsGradient', { dy, x: activations, factor: factors }),
    };
  }
  return {
    value: tf.mul(activations, factors),
    reads: [activations, factors],
    gradients: (upstream) => [tf.mul(upstream, factors), tf.sum(tf.mul(upstream, activations), [1, 2], true)],
  };
}

/** The engines' kernels take channels by fours. */
function hasKernelFor(name: FusedKernel, { shape }: tf.Tensor): boolean {
  return hasKernel(name) && (shape[3] ?? 0) % 4 === 0;
}
