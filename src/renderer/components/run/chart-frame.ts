/** The x axis that a run's charts share: epochs of the stages that it trains, one band for each of their tasks. */
import type { ChartBand } from '../../charts/chart-series';
import type { RunDetail, RunSummary } from '../../../shared/run';

export interface ChartFrame {
  readonly xRange: readonly [number, number];
  readonly bands: readonly ChartBand[];
}

/** Tasks that the given weights had learnt have no epochs, and so no band. */
export function chartFrame({ summary, stages }: Pick<RunDetail, 'summary' | 'stages'>): ChartFrame {
  const { startStage = 1, chain } = summary;
  const planned = plannedEpochs(summary);
  const bands: ChartBand[] = [];
  for (const [index, label] of chain.entries()) {
    if (index + 1 < startStage) continue;
    const from = bands.at(-1)?.to ?? 0;
    bands.push({ from, to: from + (stages[index]?.epochs ?? planned), label });
  }
  return { xRange: [0, bands.at(-1)?.to ?? planned], bands };
}

/** Before the first stage has started the recipe is the only one that knows. */
function plannedEpochs({ progress, recipe }: RunSummary): number {
  if (progress) return progress.epochs;
  const epochs = recipe.parameters['epochs'];
  return typeof epochs === 'number' ? epochs : 1;
}
