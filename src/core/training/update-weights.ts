/** PyTorch's SGD with momentum: v = momentum v + gradient; w = w - learning rate v. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, numbered, runKernel } from '../networks/fused-kernels';
import { replaceTensor, tensorOf, type WeightTensors } from './weight-tensors';

export interface SgdOptions {
  readonly learningRate: number;
  readonly momentum: number;
}

export interface UpdatedWeights {
  readonly student: WeightTensors;
  /** Velocity of every trainable weight, by the same names. */
  readonly momentum: WeightTensors;
}

/** `gradients` in the order of the velocities. */
export function updateWeights(weights: UpdatedWeights, gradients: readonly tf.Tensor[], options: SgdOptions): void {
  const updates = [...weights.momentum.keys()].map((name, index) => {
    const gradient = gradients[index];
    if (!gradient) throw new Error(`The objective has no gradient for "${name}".`);
    return { name, gradient };
  });
  if (!hasKernel('MomentumUpdates')) {
    for (const update of updates) replaceByUpdated(weights, update, options);
    return;
  }
  const given = updates.map(({ name, gradient }) => ({
    weight: tensorOf(weights.student, name),
    velocity: tensorOf(weights.momentum, name),
    gradient,
  }));
  const { learningRate, momentum } = options;
  runKernel('MomentumUpdates', numbered(['weight', 'velocity', 'gradient'], given), { learningRate, momentum });
}

interface Update {
  readonly name: string;
  readonly gradient: tf.Tensor;
}

function replaceByUpdated(
  { student, momentum }: UpdatedWeights,
  { name, gradient }: Update,
  options: SgdOptions,
): void {
  tf.tidy(() => {
    const velocity = tf.add(tf.mul(tensorOf(momentum, name), options.momentum), gradient);
    const weight = tf.sub(tensorOf(student, name), tf.mul(velocity, options.learningRate));
    replaceTensor(momentum, name, tf.keep(velocity));
    replaceTensor(student, name, tf.keep(weight));
  });
}
