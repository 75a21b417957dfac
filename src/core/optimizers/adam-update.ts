/** The update that Adam and AdamW share (Kingma and Ba, 2015; Loshchilov and Hutter, 2019), in PyTorch's order of operations. */
import * as tf from '@tensorflow/tfjs-core';
import { hasKernel, numbered, runKernel } from '../networks/fused-kernels';
import { replaceTensor, tensorOf } from '../weights/weight-tensors';
import type { OptimizedWeights, OptimizerOptions, UpdateOptions } from './optimizer';

/** PyTorch's. */
const defaults = { beta1: 0.9, beta2: 0.999, adamEpsilon: 1e-8 };

/** What decay does: it is added to the gradient (Adam), or takes its share of the weight (AdamW). */
export type Decay = 'gradient' | 'weight';

/**
 * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
 * w = keep w - rate / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon); t counts updates from 1.
 */
export function adamUpdate(
  weights: OptimizedWeights,
  gradients: readonly tf.Tensor[],
  { decay, factors, ...options }: UpdateOptions & { decay: Decay },
): void {
  const { student, momentum, secondMoments } = weights;
  if (!secondMoments) throw new Error('Adam needs means of squared gradients.');
  const given = [...momentum.keys()].flatMap((name, index) => {
    const gradient = gradients[index];
    const of = { weight: tensorOf(student, name), first: tensorOf(momentum, name) };
    return gradient ? [{ name, ...of, second: tensorOf(secondMoments, name), gradient }] : [];
  });
  if (hasKernel('AdamUpdates')) {
    const tensors = given.map(({ weight, first, second, gradient }) => ({ weight, first, second, gradient }));
    runKernel('AdamUpdates', { factors, ...numbered(['weight', 'first', 'second', 'gradient'], tensors) });
    return;
  }
  for (const { name, ...update } of given) {
    tf.tidy(() => {
      const { weight, first, second } = composed(update, factorsOf(options, decay));
      replaceTensor(student, name, tf.keep(weight));
      replaceTensor(momentum, name, tf.keep(first));
      replaceTensor(secondMoments, name, tf.keep(second));
    });
  }
}

/** beta1, 1 - beta1, beta2, 1 - beta2, epsilon, keep, coupled, rate, scale: see `adamUpdate`; `coupled` is Adam's decay. */
export function adamFactors(options: OptimizerOptions, decay: Decay): readonly number[] {
  const { beta1, beta2, epsilon, keep, coupled, rate, scale } = factorsOf(options, decay);
  return [beta1, 1 - beta1, beta2, 1 - beta2, epsilon, keep, coupled, rate, scale];
}

function factorsOf(options: OptimizerOptions, decay: Decay): Factors {
  const { learningRate, weightDecay = 0, updates = 1 } = options;
  const { beta1 = defaults.beta1, beta2 = defaults.beta2, adamEpsilon: epsilon = defaults.adamEpsilon } = options;
  return {
    ...{ beta1, beta2, epsilon },
    keep: decay === 'weight' ? 1 - learningRate * weightDecay : 1,
    coupled: decay === 'gradient' ? weightDecay : 0,
    rate: learningRate / (1 - beta1 ** updates),
    scale: 1 / Math.sqrt(1 - beta2 ** updates),
  };
}

interface Factors {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly keep: number;
  readonly coupled: number;
  readonly rate: number;
  readonly scale: number;
}

type Moments = Readonly<Record<'weight' | 'first' | 'second', tf.Tensor>>;

function composed({ gradient, ...before }: Moments & { gradient: tf.Tensor }, factors: Factors): Moments {
  const { beta1, beta2, epsilon, keep, coupled, rate, scale } = factors;
  const total = tf.add(gradient, tf.mul(before.weight, coupled));
  const first = tf.add(tf.mul(before.first, beta1), tf.mul(total, 1 - beta1));
  const second = tf.add(tf.mul(before.second, beta2), tf.mul(tf.square(total), 1 - beta2));
  const way = tf.div(first, tf.add(tf.mul(tf.sqrt(second), scale), epsilon));
  return { weight: tf.sub(tf.mul(before.weight, keep), tf.mul(way, rate)), first, second };
}
