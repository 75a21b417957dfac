/** The x axis that a run's charts share: epochs, steps or time of the stages that it trains, one band for each of their tasks. */
import type { ChartBand } from '../../charts/chart-series';
import type { RunDetail, RunSummary } from '../../../shared/run';
import type { RunAxis } from '../../stores/run-axis';

/** What the numbers along x are. */
export type AxisName = 'epoch' | 'step' | TimeUnit;
type TimeUnit = keyof typeof secondsIn;
const secondsIn = { seconds: 1, minutes: 60, hours: 3600 };

export interface ChartFrame {
  readonly name: AxisName;
  readonly xRange: readonly [number, number];
  readonly bands: readonly ChartBand[];
  /** From the epochs at which a point lies to where the axis has it. */
  readonly place: (epochs: number) => number;
}

type Framed = Pick<RunDetail, 'summary' | 'stages' | 'aucPoints'>;

/**
 * Tasks that the given weights had learnt have no epochs, and so no band. Time needs an epoch that has ended: until then,
 * epochs are counted.
 *
 * @param unit of time: that of the run which another one is laid over
 */
export function chartFrame(detail: Framed, axis: RunAxis = 'epoch', unit?: AxisName): ChartFrame {
  const epochs = epochBands(detail);
  const scale = scaleOf(detail, epochs, { axis, unit });
  const bands = epochs.map(({ from, to, label }) => ({ from: scale.place(from), to: scale.place(to), label }));
  return { ...scale, ...framed(bands, detail) };
}

function scaleOf(
  detail: Framed,
  bands: readonly ChartBand[],
  { axis, unit }: { axis: RunAxis; unit: AxisName | undefined },
): Pick<ChartFrame, 'name' | 'place'> {
  const times = detail.aucPoints.flatMap(({ x, seconds }) => (seconds === undefined ? [] : [{ x, seconds }]));
  if (axis === 'step') return { name: 'step', place: stepsOf(detail, bands) };
  const last = times.at(-1);
  if (axis === 'epoch' || !last) return { name: 'epoch', place: (at) => at };
  const name = unit === undefined || unit === 'epoch' || unit === 'step' ? unitOf(last.seconds) : unit;
  return { name, place: (at) => secondsAt(times, at) / secondsIn[name] };
}

function unitOf(seconds: number): TimeUnit {
  if (seconds < 3 * secondsIn.minutes) return 'seconds';
  return seconds < 3 * secondsIn.hours ? 'minutes' : 'hours';
}

/** Within an epoch points are placed evenly, and after the last one that has ended as if the next ones were as long. */
function secondsAt(times: readonly { x: number; seconds: number }[], epochs: number): number {
  const start = { x: 0, seconds: 0 };
  const found = times.findIndex(({ x }) => epochs <= x);
  const index = found === -1 ? times.length - 1 : found;
  const [from, to] = [times[index - 1] ?? start, times[index] ?? start];
  return to.x === from.x
    ? to.seconds
    : from.seconds + ((epochs - from.x) * (to.seconds - from.seconds)) / (to.x - from.x);
}

function framed(
  bands: readonly ChartBand[],
  { summary }: Pick<Framed, 'summary'>,
): Pick<ChartFrame, 'xRange' | 'bands'> {
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
