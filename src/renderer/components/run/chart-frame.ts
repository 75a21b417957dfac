/** The x axis that a run's charts share: epochs or steps of the stages that it trains, one band for each of their tasks. */
import type { ChartBand } from '../../charts/chart-series';
import type { RunDetail, RunSummary } from '../../../shared/run';
import type { RunAxis } from '../../stores/run-axis';

export interface ChartFrame {
  readonly xRange: readonly [number, number];
  readonly bands: readonly ChartBand[];
  /** From the epochs at which a point lies to where the axis has it. */
  readonly place: (epochs: number) => number;
}

type Framed = Pick<RunDetail, 'summary' | 'stages'>;

/** Tasks that the given weights had learnt have no epochs, and so no band. */
export function chartFrame(detail: Framed, axis: RunAxis = 'epoch'): ChartFrame {
  const epochs = epochBands(detail);
  if (axis === 'epoch') return { ...framed(epochs, detail), place: (at) => at };
  const place = stepsOf(detail, epochs);
  const bands = epochs.map(({ from, to, label }) => ({ from: place(from), to: place(to), label }));
  return { ...framed(bands, detail), place };
}

function framed(bands: readonly ChartBand[], { summary }: Framed): Pick<ChartFrame, 'xRange' | 'bands'> {
  return { xRange: [0, bands.at(-1)?.to ?? plannedEpochs(summary)], bands };
}

function epochBands({ summary, stages }: Framed): ChartBand[] {
  const { startStage = 1, chain } = summary;
  const planned = plannedEpochs(summary);
  const bands: ChartBand[] = [];
  for (const [index, label] of chain.entries()) {
    if (index + 1 < startStage) continue;
    const from = bands.at(-1)?.to ?? 0;
    bands.push({ from, to: from + (stages[index]?.epochs ?? planned), label });
  }
  return bands;
}

/** Each stage has its own number of steps in an epoch; one that has not begun counts as many as the one before. */
function stepsOf({ summary: { startStage = 1 }, stages }: Framed, bands: readonly ChartBand[]): ChartFrame['place'] {
  const pieces: { from: number; to: number; before: number; perEpoch: number }[] = [];
  for (const [index, { from, to }] of bands.entries()) {
    const last = pieces.at(-1);
    pieces.push({
      ...{ from, to, before: last ? last.before + (last.to - last.from) * last.perEpoch : 0 },
      perEpoch: stages[startStage - 1 + index]?.batchesPerEpoch ?? last?.perEpoch ?? 1,
    });
  }
  return (epochs) => {
    const piece = pieces.find(({ to }) => epochs <= to) ?? pieces.at(-1);
    // Points lie at whole steps; the share of an epoch is only nearly one.
    return piece ? Math.round(piece.before + (epochs - piece.from) * piece.perEpoch) : epochs;
  };
}

/** Before the first stage has started the recipe is the only one that knows. */
function plannedEpochs({ progress, recipe }: RunSummary): number {
  if (progress) return progress.epochs;
  const epochs = recipe.parameters['epochs'];
  return typeof epochs === 'number' ? epochs : 1;
}
