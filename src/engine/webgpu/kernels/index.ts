/** Our kernels of engine `webgpu`, in the place of stock ones and beside them. */
import * as tf from '@tensorflow/tfjs-core';
import { addN } from '../add-n';
import { channelSum } from './channel-sum';
import { convolution, convolutionFilterGradient, convolutionInputGradient } from './convolution';
import { depthwiseConvolution, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
import { maxPool, maxPoolGradient } from './max-pool';
import { batchNormInference, batchNormTraining, batchNormTrainingGradient } from './normalisation';
import { channelMeans, channelMeansGradient, scaleChannels, scaleChannelsGradient } from './image-channels';
import { adamUpdates, assignTensors, momentumUpdates, movingAverages } from './updates';
import { reluGradient, sigmoidGradient, swish, swishGradient } from './value-kernels';

const kernels: readonly tf.KernelConfig[] = [
  adamUpdates,
  assignTensors,
  batchNormInference,
  batchNormTraining,
  batchNormTrainingGradient,
  channelMeans,
  channelMeansGradient,
  convolution,
  convolutionFilterGradient,
  convolutionInputGradient,
  depthwiseConvolution,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  maxPoolGradient,
  momentumUpdates,
  movingAverages,
  reluGradient,
  scaleChannels,
  scaleChannelsGradient,
  sigmoidGradient,
  swish,
  swishGradient,
];

/** Those that leave part of the work to the stock kernel of the name. */
const replacements: Readonly<Record<string, (stock: tf.KernelFunc) => tf.KernelConfig>> = {
  AddN: addN,
  MaxPool: maxPool,
  Sum: channelSum,
};

/** For good: another device finds them registered. */
export function registerKernels(): void {
  if (tf.getKernel(maxPoolGradient.kernelName, 'webgpu').kernelFunc === maxPoolGradient.kernelFunc) return;
  const replaced = Object.entries(replacements).map(([name, replace]) =>
    replace(tf.getKernel(name, 'webgpu').kernelFunc),
  );
  for (const kernel of [...kernels, ...replaced]) {
    if (tf.getKernel(kernel.kernelName, 'webgpu')) tf.unregisterKernel(kernel.kernelName, 'webgpu');
    tf.registerKernel(kernel);
  }
}
