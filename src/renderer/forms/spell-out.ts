/** What the button will start, in words. */
import { formatCount } from '../../shared/format';
import type { ExperimentRequest } from '../../shared/run';

export interface SpelledOut {
  /** `2 runs (2 methods × 1 seed), each 4 stages`. */
  readonly headline: string;
  /** One line for each stage. */
  readonly stages: readonly string[];
  /** `160 epochs in all: 20 for each of 8 stages`; null where the recipe has no epochs. */
  readonly amount: string | null;
}

export function spellOut(request: ExperimentRequest): SpelledOut {
  const runs = request.methods.length * request.seeds.length;
  const learnt = (request.startStage ?? 1) - 1;
  const trained = request.chain.slice(learnt);
  const stages = trained.length;
  const epochs = request.parameters['epochs'];
  return {
    headline: `${formatCount(runs, 'run')} (${formatCount(request.methods.length, 'method')} × ${formatCount(request.seeds.length, 'seed')}), each ${formatCount(stages, 'stage')}`,
    stages: trained.map((task, index) => {
      if (index > 0) return `go on with ${task}`;
      if (request.initialWeights === null) return `train on ${task} from scratch`;
      const known = learnt === 0 ? '' : `, which have learnt ${request.chain.slice(0, learnt).join(', ')}`;
      return `train on ${task} from the given weights${known}`;
    }),
    amount:
      typeof epochs === 'number'
        ? `${formatCount(runs * stages * epochs, 'epoch')} in all: ${epochs} for each of ${formatCount(runs * stages, 'stage')}.`
        : null,
  };
}
