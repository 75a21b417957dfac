/** Operations that treat all pixels of an image alike: global average pooling and squeeze-excitation's multiplication. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, onlyOutput, runKernel } from './fused-kernels';
import { withGradient } from './with-gradient';

/** [batch, height, width, channels] -> [batch, channels] */
export function globalAveragePool(maps: tf.Tensor): tf.Tensor {
  const [, height = 0, width = 0, channels = 0] = maps.shape;
  if (!hasKernel('ChannelMeans') || channels % 4 !== 0) return tf.mean(maps, [1, 2]);
  return withGradient([maps], () => ({
    value: onlyOutput(runKernel('ChannelMeans', { x: maps })),
    gradient: (dy) => runKernel('ChannelMeansGradient', { dy }, { height, width }),
  }));
}

/** Maps [batch, height, width, channels] by factors [batch, 1, 1, channels]. */
export function scaleChannels(maps: tf.Tensor, factors: tf.Tensor): tf.Tensor {
  const [, , , channels = 0] = maps.shape;
  if (!hasKernel('ScaleChannels') || channels % 4 !== 0) return tf.mul(maps, factors);
  return withGradient([maps, factors], (save) => {
    save([maps, factors]);
    return {
      value: onlyOutput(runKernel('ScaleChannels', { x: maps, factor: factors })),
      gradient: (dy, [x, factor]) => {
        if (!x || !factor) throw new Error('The multiplication of channels saved nothing for its gradient.');
        return runKernel('ScaleChannelsGradient', { dy, x, factor });
      },
    };
  });
}
