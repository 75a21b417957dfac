/** Parameters with every augmentation in use, in the first stage too. */
import { augmentations } from '../../../src/core/augmentations/index';
import type { Parameters } from '../../../src/shared/field';

export const everyAugmentation: Parameters = {
  ...Object.fromEntries(augmentations.map(({ probability }) => [probability, 0.6])),
  cutmixStages: 'all',
};
