/** SGD as PyTorch has it: g = gradient + decay w; v = momentum v + g; w = w - rate v, or with Nesterov w - rate (g + momentum v). */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, numbered, runKernel } from '../networks/fused-kernels';
import { replaceTensor, tensorOf } from '../weights/weight-tensors';
import type { OptimizedWeights, Optimizer, OptimizerOptions } from './optimizer';

export const sgd: Optimizer = {
  id: 'sgd',
  hasSecondMoments: false,
  factors: ({ learningRate, momentum }) => [learningRate, momentum],
  isInPlace,
  update(weights, gradients, { factors, ...options }) {
    const { weightDecay = 0 } = options;
    const updates = [...weights.momentum.keys()].flatMap((name, index) => {
      const gradient = gradients[index];
      if (!gradient) return [];
      const weight = tensorOf(weights.student, name);
      const decayed = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(weight, weightDecay));
      return [{ name, weight, velocity: tensorOf(weights.momentum, name), gradient: decayed }];
    });
    if (!isInPlace(options)) {
      for (const update of updates) replaceByUpdated(weights, update, options);
      return;
    }
    const given = updates.map(({ weight, velocity, gradient }) => ({ weight, velocity, gradient }));
    runKernel('MomentumUpdates', { factors, ...numbered(['weight', 'velocity', 'gradient'], given) });
  },
};

/** No engine has a kernel for Nesterov's update. */
function isInPlace({ nesterov = false }: OptimizerOptions): boolean {
  return !nesterov && hasKernel('MomentumUpdates');
}

interface Update {
  readonly name: string;
  readonly weight: tf.Tensor;
  readonly velocity: tf.Tensor;
  readonly gradient: tf.Tensor;
}

function replaceByUpdated(
  { student, momentum }: OptimizedWeights,
  { name, weight, velocity, gradient }: Update,
  options: OptimizerOptions,
): void {
  tf.tidy(() => {
    const moved = tf.add(tf.mul(velocity, options.momentum), gradient);
    const way = options.nesterov === true ? tf.add(gradient, tf.mul(moved, options.momentum)) : moved;
    const next = tf.sub(weight, tf.mul(way, options.learningRate));
    replaceTensor(momentum, name, tf.keep(moved));
    replaceTensor(student, name, tf.keep(next));
  });
}
