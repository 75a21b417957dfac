/** A comparison of two recipes over three seeds, with hostile names where a test asks for them. */
import type { Comparison } from '../../../src/shared/comparison';
import { compareRuns } from '../../../src/core/comparison/compare-runs';
import { exampleLabels, exampleRun } from './run-summary-example';

const coredMatrix = [
  [0.95, 0.5],
  [0.90123456, 0.9],
];

/** Fine-tuning with seeds 1 to 3, CoReD with seed 1: CoReD forgets less, FaceSwap is a tie at seed 1. */
export function exampleComparison(chain = ['DeepFake', 'FaceSwap'], parameters = {}): Comparison {
  const seeds = [1, 2, 3];
  const fineTuning = seeds.map((seed) =>
    exampleRun({
      id: `ft-${seed}`,
      chain,
      seed,
      seconds: 100 + seed,
      matrix: [
        [0.95, 0.5],
        [0.7 + seed / 21, 0.9],
      ],
    }),
  );
  const recipe = { method: 'cored', network: 'small-cnn', parameters: { epochs: 10, bins: 5, ...parameters } };
  const cored = exampleRun({ id: 'cored-1', chain, recipe, matrix: coredMatrix, seconds: 250.4 });
  return compareRuns([...fineTuning, cored], exampleLabels);
}
