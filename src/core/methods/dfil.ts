/**
 * DFIL, deepfake incremental learning (Pan et al., ACM MM 2023): distilled answers and features, and few images of each task.
 *
 *     first task   CE + SupCon
 *     later tasks  CE + KD(T = 20, alpha = 0.3) + 0.01 FD + 0.1 SupCon, on the task's images and the memory together
 *     FD           mean squared difference of the normalised, globally averaged last feature maps of student and teacher
 *
 * All numbers are those of the public code; the paper was not read. After a task, the code keeps of each class the images of
 * highest entropy and those nearest to their class's mean feature. Two slips of the code are switches: it loads the
 * teacher's weights into the student, so the teacher is an untrained network; and it hands log-probabilities to KLDivLoss,
 * which expects probabilities. All of them are negative, and the PyTorch of its time counts positive targets alone, so that
 * nothing of the teacher is left in that term but (1 - alpha) CE; later versions give NaN. The code's Adam, its schedule, its
 * dropout and 299 px are the recipe's matter.
 */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { inFirstStage } from '../../shared/first-stage';
import { joinRefs } from '../images/image-refs';
import { crossEntropy } from './cross-entropy';
import { chooseForMemory } from './dfil-memory';
import { distillation } from './distillation';
import { crossEntropyTerm, distillationTerm } from './loss-terms';
import { defineMethodWithData } from './method';
import type { ObjectiveBatch } from './objective';
import { normalisedRows, supervisedContrast } from './supervised-contrast';
import { teacherOutputs } from './teacher-outputs';

const teachers = ['previous', 'untrained'] as const;
const targets = ['probabilities', 'log-probabilities'] as const;

const weight = z.number().min(0).max(1000);

/** Images that each of the choices keeps of a task: two choices, two classes. */
const choices = 4;

export const dfil = defineMethodWithData({
  id: 'dfil',
  label: 'DFIL',
  colour: 'sky',
  summary:
    'Cross-entropy, distilled answers and features, contrast of the classes, and a memory of few images per task.',
  parameters: z.object({
    dfilMemory: z.int().min(4).max(1_000_000).multipleOf(4).default(500).meta({
      label: 'Memory per task',
      description: 'Of each class a quarter: those that the network is least sure of, and those nearest to their mean.',
      source: 'Published code.',
      unit: 'images',
    }),
    dfilAlpha: z.number().min(0).max(1).default(0.3).meta({
      label: 'DFIL alpha',
      description: "Weight of the teacher's answers against the labels inside the distillation term.",
      source: 'Published code.',
    }),
    dfilTemperature: z.number().min(0.1).max(1000).default(20).meta({
      label: 'DFIL temperature',
      description: 'Softens the answers of teacher and student before they are compared.',
      source: 'Published code.',
    }),
    featureWeight: weight.default(0.01).meta({
      label: 'Feature weight',
      description: "Weight of the distance to the teacher's features.",
      source: 'Published code.',
    }),
    contrastWeight: weight.default(0.1).meta({
      label: 'Contrast weight',
      description: 'Weight of the supervised contrastive loss in tasks after the first; 1 in the first.',
      source: 'Published code.',
    }),
    contrastTemperature: z.number().min(0.01).max(100).default(1).meta({
      label: 'Contrast temperature',
      description: 'Divides the similarity of two images in the contrastive loss.',
      source: 'Published code.',
    }),
    dfilTeacher: z.enum(teachers).default('previous').meta({
      label: 'Teacher',
      description: 'The network that the task before has left, or one that has learnt nothing.',
      source: "Corrected: previous. The published code loads the teacher's weights into the student.",
    }),
    dfilTargets: z.enum(targets).default('probabilities').meta({
      label: 'Distillation targets',
      description: "What of the teacher's answers the student is compared with.",
      source:
        'Corrected: probabilities. With the log-probabilities of the published code nothing of the teacher counts.',
    }),
  }),
  terms: [
    crossEntropyTerm,
    distillationTerm,
    { id: 'features', label: 'feature distance', unit: null, colour: 'series-3' },
    { id: 'contrast', label: 'contrast', unit: null, colour: 'series-7' },
  ],
  lossHint: inFirstStage('cross-entropy and contrast'),
  presets: {
    corrected: { dfilTeacher: 'previous', dfilTargets: 'probabilities' },
    published: { dfilTeacher: 'untrained', dfilTargets: 'log-probabilities' },
  },
  needs: ({ dfilTeacher }) => ({
    teacherOutputs: true,
    teacherIsUntrained: dfilTeacher === 'untrained',
    earlierImages: true,
    passesAfterTask: { outputs: 1 },
  }),
  data: z.object({ memory: z.array(z.number().int().min(0)).default([]) }),
  trainsOn: {
    images: (_, task, { data }) => joinRefs([task.imagesOf(task.stage), Float64Array.from(data.memory)]),
    count({ dfilMemory }, counts) {
      const kept = counts.slice(0, -1).map((count) => Math.min(dfilMemory, count));
      return kept.reduce((sum, count) => sum + count, counts.at(-1) ?? 0);
    },
  },
  async prepare(parameters, { stage }) {
    const { dfilAlpha, dfilTemperature, dfilTargets, featureWeight, contrastWeight, contrastTemperature } = parameters;
    const contrast = ({ student, labels }: ObjectiveBatch, factor: number) =>
      tf.mul<tf.Scalar>(supervisedContrast(pooled(student), labels, contrastTemperature), factor);
    const later = (batch: ObjectiveBatch) => {
      const { student, labels } = batch;
      const teacher = teacherOutputs(batch);
      const ce = crossEntropy(student.logits, labels);
      const logits = { studentLogits: student.logits, teacherLogits: teacher.logits };
      return {
        crossEntropy: ce,
        distillation:
          dfilTargets === 'probabilities'
            ? distillation({ ...logits, labels, alpha: dfilAlpha, temperature: dfilTemperature })
            : tf.mul<tf.Scalar>(ce, 1 - dfilAlpha),
        features: tf.mul<tf.Scalar>(featureDistance(pooled(student), pooled(teacher)), featureWeight),
        contrast: contrast(batch, contrastWeight),
      };
    };
    return {
      terms: (batch) =>
        stage === 1
          ? { crossEntropy: crossEntropy(batch.student.logits, batch.labels), contrast: contrast(batch, 1) }
          : later(batch),
      // Every image is compared with all others of the batch.
      isSampleMean: false,
      represent: (activations) => tf.mean<tf.Tensor2D>(activations, [1, 2]),
      comparesRepresentations: true,
    };
  },
  async afterTask({ dfilMemory }, task, { data }) {
    data.memory.push(...(await chooseForMemory(task, dfilMemory / choices)));
  },
});

/** Mean over images and channels; both [batch, channels]. */
export function featureDistance(student: tf.Tensor2D, teacher: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.squaredDifference(normalisedRows(student), normalisedRows(teacher)));
}

function pooled({ representation }: ObjectiveBatch['student']): tf.Tensor2D {
  if (representation) return representation;
  throw new Error('DFIL needs the pooled features of its images.');
}
