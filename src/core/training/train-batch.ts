/** One update of the student: forward, objective, gradients, SGD with momentum. */
import * as tf from '@tensorflow/tfjs-core';
import type { LossTerms } from '../../shared/event';
import type { Objective, ObjectiveTerms } from '../methods/method';
import type { DropoutStreams } from '../networks/drop-mask';
import { forward, type TensorMap } from '../networks/forward';
import type { Network } from '../networks/network';
import type { ImageBatch } from './image-batch';
import { replaceTensor, type WeightTensors } from './weight-tensors';

export interface Learner {
  readonly network: Network;
  /** Changed in place by every update; running statistics included. */
  readonly student: WeightTensors;
  /** Velocity of every trainable weight, by the same names. */
  readonly momentum: WeightTensors;
  /** Frozen; null where the objective has no use for it. */
  readonly teacher: TensorMap | null;
  readonly objective: Objective;
}

export interface UpdateOptions {
  readonly learningRate: number;
  readonly momentum: number;
  /** What the network's dropout layers draw from; null or absent: they drop nothing. */
  readonly dropout?: DropoutStreams | null;
}

/** Returns the loss terms before the update. They may be NaN or infinite: the caller decides what that means. */
export async function trainBatch(learner: Learner, batch: ImageBatch, options: UpdateOptions): Promise<LossTerms> {
  const { network, student, teacher, objective } = learner;
  const { dropout = null } = options;
  const isTraining = objective.studentEvaluates !== true;
  const trainable = [...learner.momentum.keys()];
  const kept: { names: string[]; values: tf.Tensor; statistics: TensorMap }[] = [];
  tf.tidy(() => {
    const images = tf.tensor4d(batch.pixels, [batch.count, batch.size, batch.size, 3]);
    const labels = oneHot(batch.labels);
    const teacherOutputs = teacher && forward(network, images, { weights: teacher, isTraining: false });
    const { grads } = tf.valueAndGrads(() => {
      const outputs = forward(network, images, { weights: student, isTraining, dropout });
      const weights = { student, teacher };
      const terms = objective.terms({ labels, student: outputs, teacher: teacherOutputs, weights });
      const named = namedTerms(terms);
      const values = tf.keep(tf.stack(named.map(([, value]) => value)));
      kept.push({ names: named.map(([name]) => name), values, statistics: outputs.statistics });
      return terms.total;
    })(trainable.map((name) => tensorOf(student, name)));
    trainable.forEach((name, index) => updateWeight(learner, { name, gradient: grads[index], options }));
  });
  const [result] = kept;
  if (!result) throw new Error('tf.valueAndGrads did not run the objective.');
  for (const [name, tensor] of result.statistics) replaceTensor(student, name, tensor);
  const numbers = await result.values.data();
  result.values.dispose();
  return readTerms(result.names, numbers);
}

/** [count, 2]: fake, real. */
export function oneHot(labels: Uint8Array): tf.Tensor2D {
  const values = new Float32Array(labels.length * 2);
  labels.forEach((label, index) => (values[index * 2 + label] = 1));
  return tf.tensor2d(values, [labels.length, 2]);
}

/** PyTorch's SGD: v = momentum v + gradient; w = w - learning rate v. */
function updateWeight(
  { student, momentum }: Learner,
  { name, gradient, options }: { name: string; gradient: tf.Tensor | undefined; options: UpdateOptions },
): void {
  if (!gradient) throw new Error(`The objective has no gradient for "${name}".`);
  const velocity = tf.add(tf.mul(tensorOf(momentum, name), options.momentum), gradient);
  const weight = tf.sub(tensorOf(student, name), tf.mul(velocity, options.learningRate));
  replaceTensor(momentum, name, tf.keep(velocity));
  replaceTensor(student, name, tf.keep(weight));
}

function tensorOf(tensors: TensorMap, name: string): tf.Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`There is no tensor "${name}".`);
  return tensor;
}

function namedTerms(terms: ObjectiveTerms): [keyof LossTerms, tf.Scalar][] {
  const { total, crossEntropy, distillation, representation } = terms;
  const named: [keyof LossTerms, tf.Scalar][] = [
    ['total', total],
    ['crossEntropy', crossEntropy],
  ];
  if (distillation) named.push(['distillation', distillation]);
  if (representation) named.push(['representation', representation]);
  return named;
}

function readTerms(names: readonly string[], values: ArrayLike<number>): LossTerms {
  const terms: LossTerms = { total: NaN, crossEntropy: NaN };
  return Object.assign(terms, Object.fromEntries(names.map((name, index) => [name, values[index]])));
}
