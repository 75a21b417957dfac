/** The parameters of a training that every method has: optimiser, length, data. Each augmentation declares its own (core/augmentations). */
import { z } from 'zod';
import type { Parameters } from '../../shared/field';
import { precisions, type PresetId } from '../../shared/recipe';
import { videoRules } from '../../shared/metrics/video-rules';
import { optimizerParameters } from './optimizer-parameters';
import { selectionRules } from './selection-rules';

/** More threads than processors have cores; a count beyond it is a mistake. */
export const maximumReplicas = 256;

export const TrainingParameters = z.object({
  epochs: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .meta({ label: 'Epochs', description: 'Passes over the training set of each task.', source: 'Published code.' }),
  batchSize: z
    .int()
    .min(1)
    .max(4096)
    .default(128)
    .meta({ label: 'Batch size', description: 'Images per update.', source: 'Published code.', unit: 'images' }),
  learningRate: z.number().min(1e-6).max(10).default(0.05).meta({
    label: 'Learning rate',
    description: 'Size of a step, at the beginning of each task.',
    source: 'Published code.',
  }),
  ...optimizerParameters,
  trainingData: z.enum(['full', 'transfer']).default('full').meta({
    label: 'Training data',
    description: 'Tasks after the first: all of their images, or the small set in TransferLearning where there is one.',
    source: 'Published code: the small set, unless -f asks to train fully.',
  }),
  selection: z.enum(selectionRules).default('mean-auc').meta({
    label: 'Selection',
    description: 'Epoch kept, on val: highest mean AUC over the tasks seen, or summed accuracy and each 20th anyway.',
    source: 'Corrected: mean-auc. The published code sums accuracies and overwrites what it kept every 20 epochs.',
  }),
  unreadableImages: z.enum(['stop', 'skip']).default('stop').meta({
    label: 'Unreadable images',
    description: 'An image that cannot be decoded ends the run, or is left out and told in the log.',
    source: 'Ours: the published code stops.',
  }),
  videoRule: z.enum(videoRules).default('name-or-folder').meta({
    label: 'Video of a frame',
    description:
      'Where the video of a frame is found: in a part of its name, its folder, the list of a mapping, or not at all.',
    source: 'Ours: the published code scores frames alone.',
  }),
  replicas: z
    .union([z.literal('auto'), z.int().min(1).max(maximumReplicas)])
    .default('auto')
    .meta({
      label: 'Replicas',
      atMostField: 'batchSize',
      description:
        'Copies that share each batch, one per core; batch norm sees the share of one. Recorded with the run.',
      source: 'Published code (-ng): one per GPU.',
    }),
  microBatch: z
    .union([z.literal('auto'), z.int().min(1).max(4096)])
    .default('auto')
    .meta({
      label: 'Micro-batch',
      description:
        'Images that a replica computes at once; a larger share of a batch is divided, and the gradients are accumulated.',
      source: 'Ours: so that a batch fits into memory. Batch norm sees a micro-batch.',
      unit: 'images',
    }),
  precision: z.enum(precisions).default('float32').meta({
    label: 'Precision',
    description:
      "Factors of products: 32 bits, or shorter ones where the engine has a GPU's units for them, and float32 where not.",
    source: 'Ours: float32. Mixed as in Micikevicius et al. 2018: short factors, sums and weights in 32 bits.',
  }),
});
export type TrainingParameters = z.infer<typeof TrainingParameters>;

/** The switches in which the published code and ours differ; optimiser and length are the same in both. */
export const trainingPresets: Readonly<Record<PresetId, Parameters>> = {
  corrected: {
    cutmixProbability: 0.2,
    cutmixAlpha: 0.5,
    cutmixPartner: 'same',
    cutmixStages: 'continual',
    trainingData: 'full',
    selection: 'mean-auc',
  },
  published: {
    cutmixProbability: 0.2,
    cutmixAlpha: 0.5,
    cutmixPartner: 'opposite',
    cutmixStages: 'continual',
    trainingData: 'transfer',
    selection: 'published',
  },
};
