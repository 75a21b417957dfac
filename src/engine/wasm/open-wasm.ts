/** Opens the engine `wasm`: stock tfjs-backend-wasm with training kernels of our own on its memory. */
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { AppError } from '../../shared/errors';
import { refuseFailedAllocations } from './backend-memory';
import { channelSum } from './channel-sum';
import { convolution, convolutionFilterGradient, convolutionInputGradient } from './convolution';
import { depthwiseConvolution, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
import {
  adamUpdates,
  add,
  channelMeans,
  channelMeansGradient,
  momentumUpdates,
  movingAverages,
  relu,
  reluGradient,
  scaleChannels,
  scaleChannelsGradient,
} from './element-kernels';
import { identity } from './identity';
import { KernelMemory, type KernelOptions } from './kernel-memory';
import { matrixProduct } from './matrix-product';
import { batchNormInference, batchNormTraining, batchNormTrainingGradient } from './normalisation';
import { maxPool, maxPoolGradient } from './pooling';

/** Ours alone: the stock backend lacks them, or ours leave nothing to the stock one. */
const kernels: readonly tf.KernelConfig[] = [
  adamUpdates,
  batchNormInference,
  batchNormTraining,
  batchNormTrainingGradient,
  channelMeans,
  channelMeansGradient,
  convolution,
  convolutionFilterGradient,
  convolutionInputGradient,
  depthwiseFilterGradient,
  depthwiseInputGradient,
  identity,
  maxPoolGradient,
  momentumUpdates,
  movingAverages,
  reluGradient,
  scaleChannels,
  scaleChannelsGradient,
];

/** Those that leave part of the work to the stock kernel of the name. */
const replacements: Readonly<Record<string, (stock: tf.KernelFunc) => tf.KernelConfig>> = {
  Add: add,
  BatchMatMul: matrixProduct,
  DepthwiseConv2dNative: depthwiseConvolution,
  MaxPool: maxPool,
  Relu: relu,
  Sum: channelSum,
};

/** A second call changes nothing. `options` are for tests of the kernels' builds. */
export async function openWasm(options: KernelOptions = {}): Promise<void> {
  tf.enableProdMode();
  if (!(await tf.setBackend('wasm'))) {
    throw new AppError(
      'unavailable',
      'tfjs could not start its wasm backend: its .wasm file did not load. Run npm ci.',
    );
  }
  // The stock backend has no such kernel: when there is one, ours are registered already.
  if (tf.getKernel(batchNormTraining.kernelName, 'wasm')) return;
  const backend = tf.backend();
  if (!(backend instanceof BackendWasm)) throw new TypeError('The backend "wasm" is not the one of tfjs-backend-wasm.');
  refuseFailedAllocations(backend);
  KernelMemory.of(backend, options);
  const stock = new Map(Object.keys(replacements).map((name) => [name, tf.getKernel(name, 'wasm').kernelFunc]));
  for (const kernel of kernels) register(kernel);
  for (const [name, kernelFunc] of stock) {
    const replacement = replacements[name]?.(kernelFunc);
    if (replacement) register(replacement);
  }
}

/** Which build of the kernels computes, once `openWasm` has opened it: "relaxed SIMD, 256-bit". */
export function kernelsInUse(): string {
  const { build, isWide } = KernelMemory.of(tf.backend());
  return `${build} SIMD${isWide ? ', 256-bit' : ''}`;
}

function register(kernel: tf.KernelConfig): void {
  if (tf.getKernel(kernel.kernelName, 'wasm')) tf.unregisterKernel(kernel.kernelName, 'wasm');
  tf.registerKernel(kernel);
}
