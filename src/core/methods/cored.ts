/** CoReD (Kim, Tariq, Woo; ACM MM 2021): cross-entropy, distillation and the representation loss. */
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { crossEntropy, crossEntropyObjective } from './cross-entropy';
import { distillation, distillationParameters, distillationPresets, teacherShare } from './distillation';
import { batchStore, pooledFeatures, representationLoss, representations, teacherStore } from './feature-store';
import { storeReport } from './store-report';
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
      description: 'Bins of the feature store between a confidence of 0.5 and 1, per class.',
      source: 'Published code (-ns).',
    }),
    representation: z.enum(representations).default('channel-vector').meta({
      label: 'Representation',
      description: 'What the store keeps per class and bin: a value per channel, or their mean.',
      source: 'Corrected: channel-vector. The published code takes the mean over channels.',
    }),
    storeFlip: z.boolean().default(false).meta({
      label: "Flip in the store's pass",
      description: "Mirrors images at random while the teacher's store is built, as training does.",
      source: 'Corrected: off. The published code builds the store with its training augmentation.',
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
      storeFlip: false,
      batchNorm: 'trained',
    },
    published: {
      ...distillationPresets.published,
      representation: 'channel-mean',
      storeFlip: true,
      batchNorm: 'frozen',
    },
  },
  needs: { teacherOutputs: true },
  async prepare({ temperature, bins, representation, storeFlip, batchNorm, ...weighing }, task) {
    if (task.stage === 1) return crossEntropyObjective;
    // CoReD: the store is built once, before the stage, by the frozen teacher.
    const { store, summary } = await teacherStore(task, { bins, representation, flips: storeFlip });
    const alpha = teacherShare(weighing);
    return {
      terms(batch) {
        const { labels, student } = batch;
        const logits = { studentLogits: student.logits, teacherLogits: teacherOutputs(batch).logits };
        return {
          crossEntropy: crossEntropy(student.logits, labels),
          distillation: distillation({ ...logits, labels, alpha, temperature }),
          representation: representationLoss(batchStore(student, labels, bins), store),
        };
      },
      // A mean of features over the batch, squared: parts of the batch would give another one.
      isSampleMean: false,
      represent: (features) => pooledFeatures(features, representation),
      reports: [storeReport(summary)],
      studentEvaluates: batchNorm === 'frozen',
      dispose: () => tf.dispose([store.means, store.counts]),
    };
  },
});
