/** What the button will start, in words. */
import type { ExperimentRequest } from '../../shared/run';

export interface SpelledOut {
  /** `2 runs (2 methods × 1 seed), each 4 steps`. */
  readonly headline: string;
  /** One line for each step. */
  readonly steps: readonly string[];
  /** `160 epochs in all: 20 for each of 8 steps`; null where the recipe has no epochs. */
  readonly amount: string | null;
}

export function spellOut(request: ExperimentRequest): SpelledOut {
  const runs = request.methods.length * request.seeds.length;
  const steps = request.chain.length;
  const epochs = request.parameters['epochs'];
  return {
    headline: `${count(runs, 'run')} (${count(request.methods.length, 'method')} × ${count(request.seeds.length, 'seed')}), each ${count(steps, 'step')}`,
    steps: request.chain.map((task, index) =>
      index === 0 && request.initialWeights === null
        ? `train on ${task} from scratch`
        : index === 0
          ? `train on ${task} from the given weights`
          : `go on with ${task}`,
    ),
    amount:
      typeof epochs === 'number'
        ? `${count(runs * steps * epochs, 'epoch')} in all: ${epochs} for each of ${count(runs * steps, 'step')}.`
        : null,
  };
}

export function count(amount: number, word: string): string {
  return `${amount} ${word}${amount === 1 ? '' : 's'}`;
}
