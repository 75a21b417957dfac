/** AdamW (Loshchilov and Hutter, 2019) as PyTorch has it: weight decay takes its share of the weight, beside Adam's update. */
import { hasKernel } from '../networks/fused-kernels';
import { adamFactors, adamUpdate } from './adam-update';
import type { Optimizer } from './optimizer';

export const adamw: Optimizer = {
  id: 'adamw',
  hasSecondMoments: true,
  factors: (options) => adamFactors(options, 'weight'),
  isInPlace: () => hasKernel('AdamUpdates'),
  update: (weights, gradients, options) => adamUpdate(weights, gradients, { ...options, decay: 'weight' }),
};
