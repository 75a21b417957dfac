/** Joint: the upper bound of every comparison, a network trained on all tasks seen so far at once. */
import { z } from 'zod';
import { joinRefs } from '../images/image-refs';
import { crossEntropyObjective } from './cross-entropy';
import { crossEntropyTerm } from './loss-terms';
import { defineMethod } from './method';

export const joint = defineMethod({
  id: 'joint',
  label: 'Joint',
  colour: 'grey',
  summary: 'Baseline, upper bound: each stage trains anew on the data of all tasks seen so far, with cross-entropy.',
  parameters: z.object({}),
  terms: [crossEntropyTerm],
  baseline: 'upper bound',
  rowHint: 'after training anew on all tasks up to',
  startsFrom: 'initial',
  needs: { earlierImages: true },
  trainsOn: {
    images: (_, task) => joinRefs(Array.from({ length: task.stage }, (__, index) => task.imagesOf(index + 1))),
    count: (_, counts) => counts.reduce((sum, count) => sum + count, 0),
  },
  prepare: async () => crossEntropyObjective,
});
