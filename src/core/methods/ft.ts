/** FT: naive fine-tuning, "TL" in the CoReD paper: cross-entropy on the new task alone. */
import { z } from 'zod';
import { crossEntropyObjective } from './cross-entropy';
import { crossEntropyTerm } from './loss-terms';
import { defineMethod } from './method';

export const ft = defineMethod({
  id: 'ft',
  label: 'FT',
  colour: 'red',
  summary: 'Fine-tuning: cross-entropy on the new task alone, with nothing that holds the old ones.',
  parameters: z.object({}),
  terms: [crossEntropyTerm],
  prepare: async () => crossEntropyObjective,
});
