/** PyTorch's SGD with momentum: v = momentum v + gradient; w = w - learning rate v. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, runKernel } from '../networks/fused-kernels';
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
  const isInPlace = hasKernel('MomentumUpdate');
  [...weights.momentum.keys()].forEach((name, index) => {
    const gradient = gradients[index];
    if (!gradient) throw new Error(`The objective has no gradient for "${name}".`);
    if (isInPlace) updateInPlace(weights, { name, gradient, options });
    else replaceByUpdated(weights, { name, gradient, options });
  });
}

interface Update {
  readonly name: string;
  readonly gradient: tf.Tensor;
  readonly options: SgdOptions;
}

function updateInPlace({ student, momentum }: UpdatedWeights, { name, gradient, options }: Update): void {
  const inputs = { weight: tensorOf(student, name), velocity: tensorOf(momentum, name), gradient };
  const { learningRate, momentum: share } = options;
  runKernel('MomentumUpdate', inputs, { learningRate, momentum: share });
}

function replaceByUpdated({ student, momentum }: UpdatedWeights, { name, gradient, options }: Update): void {
  tf.tidy(() => {
    const velocity = tf.add(tf.mul(tensorOf(momentum, name), options.momentum), gradient);
    const weight = tf.sub(tensorOf(student, name), tf.mul(velocity, options.learningRate));
    replaceTensor(momentum, name, tf.keep(velocity));
    replaceTensor(student, name, tf.keep(weight));
  });
}
