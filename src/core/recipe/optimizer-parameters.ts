/** The parameters of the optimiser, of its schedule and of clipping. */
import { z } from 'zod';
import { optimizerIds } from '../optimizers/index';
import { scheduleIds } from '../schedules/index';

const deepfakeBench = 'DeepfakeBench: Adam with 5e-4, betas 0.9 and 0.999, epsilon 1e-8.';

export const optimizerParameters = {
  optimizer: z.enum(optimizerIds).default('sgd').meta({
    label: 'Optimiser',
    description: 'SGD uses momentum; Adam and AdamW use the betas and epsilon.',
    source: 'Published code: SGD.',
  }),
  momentum: z.number().min(0).max(0.999).default(0.1).meta({
    label: 'Momentum',
    description: 'SGD: share of the last update that is kept (PyTorch: v = momentum v + gradient).',
    source: 'Published code.',
  }),
  nesterov: z.boolean().default(false).meta({
    label: 'Nesterov',
    description: 'SGD: looks one step of momentum ahead.',
    source: 'Published code: off.',
  }),
  weightDecay: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .meta({
      label: 'Weight decay',
      description: 'Share of each weight that is added to its gradient; AdamW takes it off the weight instead.',
      source: `Published code: 0. ${deepfakeBench}`,
    }),
  beta1: z.number().min(0).max(0.9999).default(0.9).meta({
    label: 'Beta 1',
    description: 'Adam and AdamW: share of the mean gradient that is kept.',
    source: deepfakeBench,
  }),
  beta2: z.number().min(0).max(0.99999).default(0.999).meta({
    label: 'Beta 2',
    description: 'Adam and AdamW: share of the mean squared gradient that is kept.',
    source: deepfakeBench,
  }),
  adamEpsilon: z.number().min(1e-12).max(1).default(1e-8).meta({
    label: 'Epsilon',
    description: 'Adam and AdamW: added to the root of the mean squared gradient.',
    source: deepfakeBench,
  }),
  schedule: z.enum(scheduleIds).default('constant').meta({
    label: 'Schedule',
    description: 'How the learning rate changes over the epochs of a task; every task begins anew.',
    source: 'Published code: constant.',
  }),
  decayEvery: z.int().min(1).max(10_000).default(5).meta({
    label: 'Decay every',
    description: 'Schedule step: epochs after which the learning rate is multiplied by the decay factor.',
    source: 'DFIL: 5.',
    unit: 'epochs',
  }),
  decayFactor: z.number().min(0.0001).max(1).default(0.5).meta({
    label: 'Decay factor',
    description: 'Schedule step: what the learning rate is multiplied by.',
    source: 'DFIL: 0.5.',
  }),
  lastLearningRate: z.number().min(0).max(10).default(0).meta({
    label: 'Last learning rate',
    description: 'Schedules cosine and linear: where the learning rate ends.',
    source: 'PyTorch: 0 for cosine.',
  }),
  warmupEpochs: z.int().min(0).max(10_000).default(0).meta({
    label: 'Warm-up',
    description: 'Epochs of each task in which the learning rate grows from near 0 to that of the schedule.',
    source: 'Published code: none.',
    unit: 'epochs',
  }),
  clipValue: z.number().min(0).max(1e9).default(0).meta({
    label: 'Clip values',
    description: 'Largest absolute value of an element of a gradient; 0 does not clip.',
    source: 'Published code: none.',
  }),
  clipNorm: z.number().min(0).max(1e9).default(0).meta({
    label: 'Clip norm',
    description: 'Largest length of all gradients together; 0 does not clip.',
    source: 'Published code: none.',
  }),
};
