/** The parameters of a training that every method has: optimiser, length, augmentation. */
import { z } from 'zod';

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
  learningRate: z
    .number()
    .min(1e-6)
    .max(10)
    .default(0.05)
    .meta({ label: 'Learning rate', description: 'Step of the SGD update; no schedule.', source: 'Published code.' }),
  momentum: z.number().min(0).max(0.999).default(0.1).meta({
    label: 'Momentum',
    description: 'Share of the last update that is kept (PyTorch: v = momentum v + gradient).',
    source: 'Published code.',
  }),
  horizontalFlip: z.number().min(0).max(1).default(0.5).meta({
    label: 'Flip probability',
    description: 'Chance that a training image is mirrored left to right.',
    source: 'Published code.',
  }),
  cutmixProbability: z.number().min(0).max(1).default(0.2).meta({
    label: 'CutMix probability',
    description: "Chance that a batch gets a partner's box pasted into its images; 0 switches CutMix off.",
    source: 'Published code, continual steps.',
  }),
  cutmixAlpha: z.number().min(0.01).max(100).default(0.5).meta({
    label: 'CutMix alpha',
    description: 'The kept share of the image is drawn from Beta(alpha, alpha).',
    source: 'Published code, continual steps.',
  }),
  cutmixPartner: z.enum(['same', 'opposite']).default('same').meta({
    label: 'CutMix partner',
    description: 'Class of the partner whose box is pasted; the label stays as it is.',
    source: 'Corrected: same. The published code pastes the opposite class and keeps the label.',
  }),
  cutmixSteps: z.enum(['continual', 'all']).default('continual').meta({
    label: 'CutMix in',
    description: 'Steps that use CutMix: those after the first, or all of them.',
    source: 'Published code: its variant for the first task is in a file that nothing calls.',
  }),
});
export type TrainingParameters = z.infer<typeof TrainingParameters>;
