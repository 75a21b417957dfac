/** Puts our kernels in the place of tfjs-node's. */
import * as tf from '@tensorflow/tfjs-core';
import { assignTensors } from './assign-tensors';
import { convolutions } from './convolutions';
import { elementKernels } from './element-kernels';
import { expandDims } from './expand-dims';
import { maxPoolGradient } from './max-pool-gradient';
import { momentumUpdates } from './momentum-updates';
import { movingAverages } from './moving-averages';
import { normalisation } from './normalisation';

export function registerKernels(): void {
  for (const kernel of [
    ...convolutions(),
    ...normalisation(),
    ...elementKernels,
    maxPoolGradient(),
    momentumUpdates(),
    movingAverages,
    assignTensors,
    expandDims,
  ]) {
    const { kernelName, backendName } = kernel;
    if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel(kernel);
  }
}
