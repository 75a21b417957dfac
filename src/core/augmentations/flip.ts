/** Mirrored left to right. One draw for each row of a batch, in the batch's order. */
import { z } from 'zod';
import { defineBatchAugmentation } from './augmentation';

export const FlipParameters = z.object({
  horizontalFlip: z.number().min(0).max(1).default(0.5).meta({
    label: 'Flip probability',
    description: 'Chance that a training image is mirrored left to right.',
    source: 'Published code.',
  }),
});

export const flip = defineBatchAugmentation({
  id: 'flip',
  label: 'Horizontal flip',
  parameters: FlipParameters,
  probability: 'horizontalFlip',
  rows: 'all',
  draw: ({ labels }, random, { horizontalFlip }) => ({
    mirrored: Uint8Array.from(labels, () => (random.uniform() < horizontalFlip ? 1 : 0)),
  }),
});
