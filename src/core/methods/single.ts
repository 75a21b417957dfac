/** Single: each task trained alone, against which a chain's intransigence is measured. */
import { z } from 'zod';
import { singleId } from '../comparison/single-id';
import { crossEntropyObjective } from './cross-entropy';
import { defineMethod } from './method';

export const single = defineMethod({
  id: singleId,
  label: 'Single',
  summary: 'Baseline: each step trains anew on its own task alone, with cross-entropy; gives intransigence.',
  parameters: z.object({}),
  presets: { corrected: {}, published: {} },
  needsTeacher: false,
  baseline: 'single',
  prepare: async () => crossEntropyObjective,
});
