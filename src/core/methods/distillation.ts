/** Knowledge distillation (Hinton et al., 2015) as the published CoReD code weighs it. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { crossEntropy } from './cross-entropy';

/** Of every method that distils. */
export const distillationParameters = {
  alpha: z.number().min(0).max(1).default(0.5).meta({
    label: 'Distillation alpha',
    description: "Weight of the teacher's logits against the labels inside the distillation term.",
    source: 'Published code (-a).',
  }),
  usesAlpha: z.boolean().default(true).meta({
    label: 'Use alpha',
    description: 'Off: alpha is ignored and 0.5 taken in its place.',
    source: 'Corrected: on. The published code reads -a but always computes with 0.5.',
  }),
  temperature: z.number().min(0.1).max(1000).default(20).meta({
    label: 'Temperature',
    description: 'Softens the logits of teacher and student before they are compared.',
    source: 'Published code.',
  }),
};

/** What the published code computes with, whatever -a says. */
const publishedAlpha = 0.5;

export const distillationPresets = {
  corrected: { usesAlpha: true },
  published: { usesAlpha: false },
} as const;

/** The alpha that counts. */
export function teacherShare({ alpha, usesAlpha }: { alpha: number; usesAlpha: boolean }): number {
  return usesAlpha ? alpha : publishedAlpha;
}

export interface DistillationInputs {
  /** All [batch, classes]; labels one-hot. */
  readonly studentLogits: tf.Tensor2D;
  readonly teacherLogits: tf.Tensor2D;
  readonly labels: tf.Tensor2D;
  /** Weight of the teacher against the labels. */
  readonly alpha: number;
  /** T: softens both distributions. */
  readonly temperature: number;
}

/**
 * alpha T^2 KL(softmax(t/T) || softmax(s/T)) + (1 - alpha) CE(s, y), batch mean.
 * The published code logs it with the constant alpha T^2 ln(alpha T^2) added; that is left out here.
 */
export function distillation(inputs: DistillationInputs): tf.Scalar {
  const { studentLogits, teacherLogits, labels, alpha, temperature } = inputs;
  const softened = kullbackLeibler(tf.div(teacherLogits, temperature), tf.div(studentLogits, temperature));
  const fromTeacher = tf.mul<tf.Scalar>(softened, alpha * temperature ** 2);
  return tf.add(fromTeacher, tf.mul(crossEntropy(studentLogits, labels), 1 - alpha));
}

/** KL(softmax(from) || softmax(to)), batch mean; both [batch, classes]. Zero when they are equal. */
export function kullbackLeibler(from: tf.Tensor2D, to: tf.Tensor2D): tf.Scalar {
  const logFrom = tf.logSoftmax(from);
  const difference = tf.sub(logFrom, tf.logSoftmax(to));
  return tf.mean(tf.sum(tf.mul(tf.exp(logFrom), difference), 1));
}
