/** CoReD (Kim, Tariq, Woo; ACM MM 2021): cross-entropy, distillation and the representation loss. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { crossEntropy, crossEntropyObjective } from './cross-entropy';
import { distillation, distillationParameters, distillationPresets, teacherShare } from './distillation';
import { batchMemory, pooledFeatures, representationLoss, representations, teacherMemory } from './feature-memory';
import { memoryReport } from './memory-report';
import { crossEntropyTerm, distillationTerm, plainFirstStage } from './loss-terms';
import { defineMethod } from './method';
import { teacherOutputs } from './teacher-outputs';

const batchNormModes = ['trained', 'frozen'] as const;

export const cored = defineMethod({
  id: 'cored',
  label: 'CoReD',
  colour: 'blue',
  summary: "Cross-entropy, distillation of the frozen teacher's logits, and its mean features by class and confidence.",
  parameters: z.object({
    ...distillationParameters,
    bins: z.int().min(1).max(50).default(5).meta({
      label: 'Confidence bins',
      description: 'Bins of the feature memory between a confidence of 0.5 and 1, per class.',
      source: 'Published code (-ns).',
    }),
    representation: z.enum(representations).default('channel-vector').meta({
      label: 'Representation',
      description: 'What the memory keeps per class and bin: a value per channel, or their mean.',
      source: 'Corrected: channel-vector. The published code takes the mean over channels.',
    }),
    memoryFlip: z.boolean().default(false).meta({
      label: "Flip in the memory's pass",
      description: "Mirrors images at random while the teacher's feature memory is built, as training does.",
      source: 'Corrected: off. The published code builds the memory with its training augmentation.',
    }),
    batchNorm: z.enum(batchNormModes).default('trained').meta({
      label: 'Batch norm',
      description: 'In stages after the first: statistics of the batch, or the running ones, frozen, without dropout.',
      source: 'Corrected: trained. In the published code finding the bins leaves the student in evaluation mode.',
    }),
  }),
  terms: [
    crossEntropyTerm,
    distillationTerm,
    { id: 'representation', label: 'representation', unit: null, colour: 'series-3' },
  ],
  lossHint: plainFirstStage,
  presets: {
    corrected: {
      ...distillationPresets.corrected,
      representation: 'channel-vector',
      memoryFlip: false,
      batchNorm: 'trained',
    },
    published: {
      ...distillationPresets.published,
      representation: 'channel-mean',
      memoryFlip: true,
      batchNorm: 'frozen',
    },
  },
  needs: { teacherOutputs: true },
  async prepare({ temperature, bins, representation, memoryFlip, batchNorm, ...weighing }, task) {
    if (task.stage === 1) return crossEntropyObjective;
    // CoReD: the memory is built once, before the stage, by the frozen teacher.
    const { memory, summary } = await teacherMemory(task, { bins, representation, flips: memoryFlip });
    const alpha = teacherShare(weighing);
    return {
      terms(batch) {
        const { labels, student } = batch;
        const logits = { studentLogits: student.logits, teacherLogits: teacherOutputs(batch).logits };
        return {
          crossEntropy: crossEntropy(student.logits, labels),
          distillation: distillation({ ...logits, labels, alpha, temperature }),
          representation: representationLoss(batchMemory(student, labels, bins), memory),
        };
      },
      // A mean of features over the batch, squared: parts of the batch would give another one.
      isSampleMean: false,
      represent: (features) => pooledFeatures(features, representation),
      reports: [memoryReport(summary)],
      studentEvaluates: batchNorm === 'frozen',
      dispose: () => tf.dispose([memory.means, memory.counts]),
    };
  },
});
