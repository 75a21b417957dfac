/** The engine `wasm`: stock tfjs-backend-wasm with the kernels that training needs and that it lacks or does slowly. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { AppError } from '../../shared/errors';
import { convolutionFilterGradient } from './convolution-filter-gradient';
import { convolutionInputGradient } from './convolution-input-gradient';
import { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise-gradients';
import { identity } from './identity';
import { channelSum } from './channel-sum';
import { maxPoolGradient } from './max-pool-gradient';

export async function openWasm(): Promise<void> {
  tf.enableProdMode();
  if (!(await tf.setBackend('wasm'))) {
    throw new AppError(
      'unavailable',
      'tfjs could not start its wasm backend: its .wasm file did not load. Run npm ci.',
    );
  }
  registerTrainingKernels();
}

function registerTrainingKernels(): void {
  // The stock backend has no such kernel: when there is one, ours are registered already.
  if (tf.getKernel(convolutionFilterGradient.kernelName, 'wasm')) return;
  const stockSum = tf.getKernel('Sum', 'wasm');
  const kernels = [
    convolutionFilterGradient,
    convolutionInputGradient,
    depthwiseFilterGradient,
    depthwiseInputGradient,
    identity,
    maxPoolGradient,
    channelSum(stockSum.kernelFunc),
  ];
  for (const kernel of kernels) {
    if (tf.getKernel(kernel.kernelName, 'wasm')) tf.unregisterKernel(kernel.kernelName, 'wasm');
    tf.registerKernel(kernel);
  }
}
