/** AdamW (Loshchilov and Hutter, 2019) as PyTorch has it: weight decay takes its share of the weight, beside Adam's update. */
import { adamUpdate } from './adam-update';
import type { Optimizer } from './optimizer';

export const adamw: Optimizer = {
  id: 'adamw',
  hasSecondMoments: true,
  update: (weights, gradients, options) => adamUpdate(weights, gradients, { ...options, decay: 'weight' }),
};
