/** Joint: the upper bound of every comparison, a network trained on all tasks seen so far at once. */
import { z } from 'zod';
import { crossEntropyObjective } from './cross-entropy';
import { crossEntropyTerm } from './loss-terms';
import { defineMethod } from './method';

export const joint = defineMethod({
  id: 'joint',
  label: 'Joint',
  summary: 'Baseline, upper bound: each step trains anew on the data of all tasks seen so far, with cross-entropy.',
  parameters: z.object({}),
  terms: [crossEntropyTerm],
  shown: {
    baseline: { meaning: 'upper bound', isApart: false },
    rowHint: 'after training anew on all tasks up to',
  },
  presets: { corrected: {}, published: {} },
  needsTeacher: false,
  baseline: 'joint',
  prepare: async () => crossEntropyObjective,
});
