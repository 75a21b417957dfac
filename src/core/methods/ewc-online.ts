/**
 * EWC online (Kirkpatrick et al., 2017; Schwarz et al., 2018): weights that mattered to earlier tasks are held.
 *
 *     loss = CE + lambda sum F (w - w*)^2        after a task: F = gamma F + mean over its images of p(y) (d log p(y) / dw)^2
 *
 * Papers: F is the diagonal of the Fisher matrix, an expectation over the network's own answers; one w*, one F decayed by
 * gamma. Code (mammoth `ewc_on`): p(y) of the label alone stands for the expectation, which is the default here and has a
 * switch; the factor 1/2 of the papers is part of lambda. mammoth takes the gradients in training mode over augmented
 * images and divides by whole batches; here they are those of the network as it is evaluated, over the images as they are.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { crossEntropyObjective } from './cross-entropy';
import { crossEntropyTerm, penaltyTerm, plainFirstStage } from './loss-terms';
import { defineMethod } from './method';
import { keepTensor, tensorsOf } from './state';
import { importancePenalty } from './weight-penalty';

const expectations = ['label', 'both-classes'] as const;

/** Of the state's tensors. */
const fisher = 'fisher/';

export const ewcOnline = defineMethod({
  id: 'ewc-online',
  label: 'EWC online',
  colour: 'purple',
  summary: 'Cross-entropy, and each weight held to its value before the task as strongly as earlier tasks rely on it.',
  parameters: z.object({
    ewcLambda: z.number().min(0).max(1e9).default(0.7).meta({
      label: 'EWC lambda',
      description: 'Weight of the penalty on weights that move away from where the task before has left them.',
      source: "mammoth's code: 0.7 on Rotated MNIST, 10 on CIFAR-10.",
    }),
    ewcGamma: z.number().min(0).max(1).default(1).meta({
      label: 'EWC gamma',
      description: 'What is left of the importance from the tasks before, after each task.',
      source: "mammoth's code: 1.",
    }),
    ewcExpectation: z.enum(expectations).default('label').meta({
      label: 'Fisher over',
      description: "An image's squared gradient by its label, times how sure the network is of it; or by both classes.",
      source: "label: mammoth's code. both-classes: the papers' expectation, exactly.",
    }),
  }),
  terms: [crossEntropyTerm, penaltyTerm],
  lossHint: plainFirstStage,
  needs: { teacherWeights: true, weightCopies: 1, passesAfterTask: { gradients: 1 } },
  async prepare({ ewcLambda }, _, state) {
    const importance = tensorsOf(state, fisher);
    if (importance.size === 0) return crossEntropyObjective;
    return {
      ...crossEntropyObjective,
      penalty({ student, teacher }) {
        if (!teacher) throw new Error('EWC needs the weights that the task began with.');
        return { penalty: tf.mul<tf.Scalar>(importancePenalty(student, teacher, importance), ewcLambda) };
      },
    };
  },
  async afterTask({ ewcGamma, ewcExpectation }, task, state) {
    const gradientByLogits = ewcExpectation === 'label' ? labelGradient : expectedGradient;
    const found = await task.meanSquaredGradients({ images: task.imagesOf(task.stage), gradientByLogits });
    for (const [name, squares] of found) {
      const before = state.tensors.get(`${fisher}${name}`);
      const sum = before ? tf.tidy(() => tf.add(tf.mul(before, ewcGamma), squares)) : squares;
      if (before) squares.dispose();
      keepTensor(state, `${fisher}${name}`, sum);
    }
  },
});

/** sqrt(p(y)) d log p(y) / d logits, whose gradient squared is p(y) (d log p(y) / dw)^2; all [1, 2]. */
export function labelGradient(logits: tf.Tensor2D, label: tf.Tensor2D): tf.Tensor2D {
  const probabilities = tf.softmax(logits);
  const ofLabel = tf.sum(tf.mul(probabilities, label), 1, true);
  return tf.mul(tf.sqrt(ofLabel), tf.sub(label, probabilities));
}

/**
 * The gradient by the logits whose backward pass, squared, is sum over y of p(y) (d log p(y) / dw)^2, in one pass: with two classes both gradients
 * are along d = z0 - z1, by p1 and -p0, so the sum is (p0 p1^2 + p1 p0^2) (dd / dw)^2 = p0 p1 (dd / dw)^2.
 */
export function expectedGradient(logits: tf.Tensor2D): tf.Tensor2D {
  const product = tf.prod(tf.softmax(logits), 1, true);
  return tf.mul(tf.sqrt(product), tf.tensor2d([[1, -1]]));
}
