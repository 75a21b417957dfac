/** The x axis that a run's charts share: epochs over the whole chain, one band for each task. */
import type { ChartBand } from '../../charts/chart-series';
import type { RunSummary } from '../../../shared/run';

export interface ChartFrame {
  readonly xRange: readonly [number, number];
  readonly bands: readonly ChartBand[];
}

export function chartFrame(summary: RunSummary): ChartFrame {
  const epochs = epochsOf(summary);
  return {
    xRange: [0, epochs * summary.chain.length],
    bands: summary.chain.map((label, index) => ({ from: index * epochs, to: (index + 1) * epochs, label })),
  };
}

/** Before the first step has started the recipe is the only one that knows. */
function epochsOf({ progress, recipe }: RunSummary): number {
  if (progress) return progress.epochs;
  const epochs = recipe.parameters['epochs'];
  return typeof epochs === 'number' ? epochs : 1;
}
