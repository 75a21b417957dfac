/** Adam (Kingma and Ba, 2015) as PyTorch has it: weight decay is added to the gradient. */
import { hasKernel } from '../networks/fused-kernels';
import { adamFactors, adamUpdate } from './adam-update';
import type { Optimizer } from './optimizer';

export const adam: Optimizer = {
  id: 'adam',
  hasSecondMoments: true,
  factors: (options) => adamFactors(options, 'gradient'),
  isInPlace: () => hasKernel('AdamUpdates'),
  update: (weights, gradients, options) => adamUpdate(weights, gradients, { ...options, decay: 'gradient' }),
};
