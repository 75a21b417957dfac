/** What the button will start, in words. */
import { formatCount } from '../../shared/format';
import { productText } from '../../shared/plan/planned-runs';
import type { ExperimentRequest } from '../../shared/run';

export interface SpelledOut {
  /** `2 runs (2 methods × 1 seed), each 4 stages`. */
  readonly headline: string;
  /** One line for each stage. */
  readonly stages: readonly string[];
  /** `160 epochs in all: 20 for each of 8 stages`; null where the recipe has no epochs. */
  readonly amount: string | null;
}

/** `combinations`: recipes, where parameters have several values. */
export function spellOut(request: ExperimentRequest, combinations = request.methods.length): SpelledOut {
  const orders = request.orders?.length ?? 1;
  const runs = combinations * orders * request.seeds.length;
  const learnt = (request.startStage ?? 1) - 1;
  const [first = request.chain] = request.orders ?? [];
  const trained = first.slice(learnt);
  const stages = trained.length;
  const epochs = request.sweep?.['epochs'] === undefined ? request.parameters['epochs'] : undefined;
  const known = learnt === 0 ? '' : `, which have learnt ${request.chain.slice(0, learnt).join(', ')}`;
  const from = request.initialWeights === null ? 'from scratch' : `from the given weights${known}`;
  return {
    headline: `${formatCount(runs, 'run')} (${productText(request, combinations)}), each ${formatCount(stages, 'stage')}`,
    stages:
      orders > 1
        ? [`train on ${trained.join(', ')} in ${orders} orders, ${from}`]
        : trained.map((task, index) => (index > 0 ? `go on with ${task}` : `train on ${task} ${from}`)),
    amount:
      typeof epochs === 'number'
        ? `${formatCount(runs * stages * epochs, 'epoch')} in all: ${epochs} for each of ${formatCount(runs * stages, 'stage')}.`
        : null,
  };
}
