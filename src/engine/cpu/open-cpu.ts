/** The engine `cpu`: tfjs's kernels in plain JavaScript. Complete and slow: for tests of tiny shapes. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { AppError } from '../../shared/errors';

export async function openCpu(): Promise<void> {
  // Without it this backend prints an advertisement for tfjs-node.
  tf.enableProdMode();
  if (!(await tf.setBackend('cpu'))) throw new AppError('unavailable', 'tfjs could not start its cpu backend.');
}
