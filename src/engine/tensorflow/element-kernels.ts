/** Core's other fused layers (src/core/networks/fused-kernels.ts) on TensorFlow's operations. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { inputTensor, inputTensor4d, kernel, type KernelArguments } from './kernel-inputs';
import { reluGradient } from './normalisation';

const Size = z.object({ height: z.number().int(), width: z.number().int() });

export const elementKernels: tf.KernelConfig[] = [
  kernel('ReluGradient', (received) =>
    reluGradient(received.backend, inputTensor(received, 'dy'), inputTensor(received, 'y')),
  ),
  kernel('ChannelMeans', (received) => tf.mean(inputTensor4d(received, 'x'), [1, 2])),
  kernel('ChannelMeansGradient', channelMeansGradient),
  kernel('ScaleChannels', (received) => tf.mul(inputTensor(received, 'x'), inputTensor(received, 'factor'))),
  kernel('ScaleChannelsGradient', scaleChannelsGradient),
];

/** Every pixel gets its share; tfjs's own gradient of the mean multiplies by a map of ones. */
function channelMeansGradient(received: KernelArguments): tf.Tensor {
  const { height, width } = Size.parse(received.attrs);
  const outputGradient = inputTensor(received, 'dy');
  const [batch = 0, channels = 0] = outputGradient.shape;
  return tf.tidy(() => {
    const share = tf.reshape(tf.div(outputGradient, height * width), [batch, 1, 1, channels]);
    return tf.tile(share, [1, height, width, 1]);
  });
}

function scaleChannelsGradient(received: KernelArguments): tf.Tensor[] {
  const outputGradient = inputTensor(received, 'dy');
  const products = tf.mul(outputGradient, inputTensor(received, 'x'));
  const factorGradient = tf.sum(products, [1, 2], true);
  products.dispose();
  return [tf.mul(outputGradient, inputTensor(received, 'factor')), factorGradient];
}
