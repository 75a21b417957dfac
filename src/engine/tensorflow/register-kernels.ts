/** Puts our kernels in the place of tfjs-node's. */
import * as tf from '@tensorflow/tfjs-core';
import { convolutions } from './convolutions';

export function registerKernels(): void {
  for (const kernel of convolutions) {
    const registered = tf.getKernel(kernel.kernelName, kernel.backendName);
    if (registered?.kernelFunc === kernel.kernelFunc) continue;
    if (registered) tf.unregisterKernel(kernel.kernelName, kernel.backendName);
    tf.registerKernel(kernel);
  }
}
