/** Single: each task trained alone, against which a chain's intransigence is measured. */
import { z } from 'zod';
import { crossEntropyObjective } from './cross-entropy';
import { crossEntropyTerm } from './loss-terms';
import { defineMethod } from './method';

export const single = defineMethod({
  id: 'single',
  label: 'Single',
  colour: 'brown',
  summary: 'Baseline: each stage trains anew on its own task alone, with cross-entropy; gives intransigence.',
  parameters: z.object({}),
  terms: [crossEntropyTerm],
  baseline: 'each task alone',
  rowHint: 'the network trained alone on',
  startsFrom: 'initial',
  selectedBy: 'own',
  prepare: async () => crossEntropyObjective,
});
