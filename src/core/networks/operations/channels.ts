/** Operations that treat all pixels of an image alike: global average pooling and squeeze-excitation's multiplication. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, onlyOutput, runKernel, type FusedKernel } from '../fused-kernels';
import type { Operation } from './operation';

/** [batch, height, width, channels] -> [batch, channels] */
export function globalAveragePool(maps: tf.Tensor): Operation {
  const [batch = 0, height = 0, width = 0, channels = 0] = maps.shape;
  if (hasKernelFor('ChannelMeans', maps)) {
    return {
      value: onlyOutput(runKernel('ChannelMeans', { x: maps })),
      reads: [],
      gradients: (dy) => runKernel('ChannelMeansGradient', { dy }, { height, width }),
    };
  }
  return {
    value: tf.mean(maps, [1, 2]),
    reads: [],
    gradients: (slope) => {
      const ofEveryPixel = tf.reshape(tf.div(slope, height * width), [batch, 1, 1, channels]);
      return [tf.tile(ofEveryPixel, [1, height, width, 1])];
    },
  };
}

/** Maps [batch, height, width, channels] by factors [batch, 1, 1, channels]. Inputs: maps, factors. */
export function scaleChannels(maps: tf.Tensor, factors: tf.Tensor): Operation {
  if (hasKernelFor('ScaleChannels', maps)) {
    return {
      value: onlyOutput(runKernel('ScaleChannels', { x: maps, factor: factors })),
      reads: [maps, factors],
      gradients: (dy) => runKernel('ScaleChannelsGradient', { dy, x: maps, factor: factors }),
    };
  }
  return {
    value: tf.mul(maps, factors),
    reads: [maps, factors],
    gradients: (slope) => [tf.mul(slope, factors), tf.sum(tf.mul(slope, maps), [1, 2], true)],
  };
}

/** The engines' kernels take channels by fours. */
function hasKernelFor(name: FusedKernel, { shape }: tf.Tensor): boolean {
  return hasKernel(name) && (shape[3] ?? 0) % 4 === 0;
}
