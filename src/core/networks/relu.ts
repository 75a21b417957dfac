/** ReLU, whose gradient tfjs composes of two passes where one is enough. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from './fused-kernels';
import { withGradient } from './with-gradient';

export function relu(input: tf.Tensor): tf.Tensor {
  if (!hasKernel('ReluGradient')) return tf.relu(input);
  return withGradient([input], (save) => {
    const value = tf.relu(input);
    save([value]);
    return {
      value,
      gradient: (dy, [y]) => {
        if (!y) throw new Error('ReLU saved nothing for its gradient.');
        return runKernel('ReluGradient', { dy, y });
      },
    };
  });
}
