/** A run as every tracker takes it: parameters, facts, and series of numbers over steps, with the time of each. */
import type { ParameterValue } from '../../shared/field';
import { matrixMetrics, scoreMetrics } from '../../shared/metrics';
import { chainScores } from '../../shared/reading/chain-scores';
import type { RunReading } from '../../shared/reading/run-reading';
import { epochsBefore } from '../../shared/reading/run-summary';
import type { RunFile, RunSummary } from '../../shared/run';
import { splitNames } from '../../shared/task';
import type { EventTimes } from './event-times';

export interface SeriesPoint {
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly value: number;
}

/** What steps count: updates of the weights, epochs, or stages (0 is before training), each since the run began. */
export type StepUnit = 'update' | 'epoch' | 'stage';

export interface TrackedSeries {
  /** `group/what`: trackers fold series of one group together. */
  readonly name: string;
  readonly unit: StepUnit;
  /** In the order of the steps; never empty. */
  readonly points: readonly SeriesPoint[];
}

export interface TrackedRun {
  /** With what its events tell, all of them. */
  readonly summary: RunSummary;
  readonly startedMs: number;
  /** Null while it has not ended. */
  readonly endedMs: number | null;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** What is no parameter and no number: chain, data, versions. */
  readonly facts: Readonly<Record<string, string>>;
  readonly series: readonly TrackedSeries[];
  readonly results: RunReading['results'];
}

/** `summary` is that of `reading`; `times` are those of the same events. */
export function trackedRun(
  { summary, file }: { summary: RunSummary; file: RunFile },
  reading: RunReading,
  times: EventTimes,
): TrackedRun {
  return {
    summary,
    startedMs: Date.parse(summary.createdAt),
    endedMs: summary.endedAt === null ? null : Date.parse(summary.endedAt),
    parameters: {
      method: summary.recipe.method,
      network: summary.recipe.network,
      seed: summary.seed,
      chain: summary.chain.join(', '),
      ...summary.recipe.parameters,
    },
    facts: factsOf(summary, file),
    series: [...lossSeries(reading, times), ...epochSeries(reading, times), ...stageSeries(summary, reading, times)],
    results: reading.results,
  };
}

function factsOf(summary: RunSummary, { chain, versions, initialWeights }: RunFile): Record<string, string> {
  const numbered = chain.map(({ fingerprint }, index) => [`data.${index + 1}`, fingerprint] as const);
  return {
    run: summary.id,
    experiment: summary.experimentId,
    state: summary.state,
    engine: summary.engine ?? summary.engineWish,
    split: summary.reportedSplit,
    chain: summary.chain.join(', '),
    startedFrom: initialWeights === null ? 'a seeded initialisation' : 'given weights',
    seconds: String(summary.seconds),
    ...Object.fromEntries(numbered),
    ...Object.fromEntries(Object.entries(versions).map(([name, version]) => [`version.${name}`, version])),
  };
}

function lossSeries({ lossPoints, stages }: RunReading, times: EventTimes): TrackedSeries[] {
  const batchesBefore = (stage: number) =>
    stages.reduce((sum, one) => sum + (one.stage < stage ? (one.epochs ?? 0) * (one.batchesPerEpoch ?? 0) : 0), 0);
  const batchesOf = (stage: number) => stages.find((one) => one.stage === stage)?.batchesPerEpoch ?? 0;
  const series = new SeriesList('update');
  for (const { stage, epoch, batch, losses } of lossPoints) {
    const step = batchesBefore(stage) + (epoch - 1) * batchesOf(stage) + batch;
    const at = { step, timeMs: times.ofBatch({ stage, epoch, batch }) };
    for (const [term, value] of Object.entries(losses)) series.add(`loss/${term}`, { ...at, value });
  }
  return series.all();
}

function epochSeries({ epochs, stages }: RunReading, times: EventTimes): TrackedSeries[] {
  const series = new SeriesList('epoch');
  for (const { stage, epoch, losses, aucs, selectionScore } of epochs) {
    const at = { step: epochsBefore(stage, stages) + epoch, timeMs: times.ofEpoch({ stage, epoch }) };
    for (const [term, value] of Object.entries(losses ?? {})) series.add(`epoch-loss/${term}`, { ...at, value });
    for (const [task, value] of Object.entries(aucs)) series.add(`epoch-val-auc/${task}`, { ...at, value });
    series.add('epoch/selectionScore', { ...at, value: selectionScore ?? null });
  }
  return series.all();
}

/** The AUC matrix is the series of its columns. */
function stageSeries(summary: RunSummary, { results }: RunReading, times: EventTimes): TrackedSeries[] {
  const series = new SeriesList('stage');
  const stages = [...new Set(results.map(({ stage }) => stage))].sort((a, b) => a - b);
  for (const step of stages) {
    const at = { step, timeMs: times.ofStage(step) };
    for (const split of splitNames) {
      for (const result of results.filter((one) => one.stage === step && one.split === split)) {
        for (const { id } of scoreMetrics) series.add(`${split}-${id}/${result.task}`, { ...at, value: result[id] });
      }
    }
    if (step === 0) continue;
    const { metrics } = chainScores(summary, step);
    for (const { id } of matrixMetrics) series.add(`chain/${id}`, { ...at, value: metrics[id] });
  }
  return series.all();
}

/** Series by name in the order of their first points; where there is no value there is no point. */
class SeriesList {
  constructor(private readonly unit: StepUnit) {}

  readonly #points = new Map<string, SeriesPoint[]>();

  add(name: string, { step, timeMs, value }: Omit<SeriesPoint, 'value'> & { value: number | null }): void {
    if (value === null) return;
    const points = this.#points.get(name) ?? [];
    points.push({ step, timeMs, value });
    this.#points.set(name, points);
  }

  all(): TrackedSeries[] {
    return [...this.#points].map(([name, points]) => ({ name, unit: this.unit, points }));
  }
}
