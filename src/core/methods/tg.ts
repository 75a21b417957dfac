/** TG, T-GD (Jeon et al., ICML 2020) as the published CoReD code has it: weights are pulled towards the teacher's. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { TensorMap } from '../weights/tensor-map';
import { crossEntropy, crossEntropyObjective } from './cross-entropy';
import { crossEntropyTerm, penaltyTerm, plainFirstStage } from './loss-terms';
import { defineMethod } from './method';

export const tg = defineMethod({
  id: 'tg',
  label: 'TG',
  colour: 'plum',
  summary: 'Cross-entropy, and weights pulled to those of the teacher as strongly as the teacher knows the new images.',
  parameters: z.object({
    refreshEvery: z.int().min(0).max(10_000).default(0).meta({
      label: 'Refresh teacher every',
      description: 'Epochs after which the student becomes the teacher; 0 keeps the first teacher for the whole stage.',
      source: 'Published code: never. T-GD refreshes.',
      unit: 'epochs',
    }),
  }),
  terms: [crossEntropyTerm, penaltyTerm],
  lossHint: plainFirstStage,
  needs: { teacherOutputs: true, teacherWeights: true },
  async prepare({ refreshEvery }, { stage, networkParameters }) {
    if (stage === 1) return crossEntropyObjective;
    const trainable = networkParameters.filter(({ isTrainable }) => isTrainable);
    const namesOf = (isLast: boolean) => trainable.filter(({ isDense }) => isDense === isLast).map(({ name }) => name);
    const [body, lastLayer] = [namesOf(false), namesOf(true)];
    return {
      ...crossEntropyObjective,
      penalty({ labels, teacherLogits, student, teacher }) {
        if (!teacherLogits || !teacher) throw new Error('TG needs the logits and the weights of its teacher.');
        const starting = distanceToStart(student, teacher, body);
        const decay = squaredNorm(student, lastLayer);
        return { penalty: tf.mul<tf.Scalar>(gate(teacherLogits, labels), tf.add(starting, decay)) };
      },
      refreshTeacherEvery: refreshEvery,
    };
  },
});

/** g = sigmoid(-CE(t, y)): at most 1/2, and near 0 where the teacher is wrong about the new task. Not learnt through. */
export function gate(teacherLogits: tf.Tensor2D, labels: tf.Tensor2D): tf.Scalar {
  return tf.sigmoid(tf.neg(crossEntropy(teacherLogits, labels)));
}

/** L2-SP: 1/2 sum ||w - w_teacher||^2 over the named tensors. */
export function distanceToStart(student: TensorMap, teacher: TensorMap, names: readonly string[]): tf.Scalar {
  return halfSum(names.map((name) => tf.squaredDifference(tensorOf(student, name), tensorOf(teacher, name))));
}

/** 1/2 sum ||w||^2 over the named tensors. */
export function squaredNorm(weights: TensorMap, names: readonly string[]): tf.Scalar {
  return halfSum(names.map((name) => tf.square(tensorOf(weights, name))));
}

function halfSum(squares: readonly tf.Tensor[]): tf.Scalar {
  return tf.mul(tf.addN<tf.Scalar>(squares.map((square) => tf.sum<tf.Scalar>(square))), 0.5);
}

function tensorOf(tensors: TensorMap, name: string): tf.Tensor {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`There is no tensor "${name}".`);
  return tensor;
}
