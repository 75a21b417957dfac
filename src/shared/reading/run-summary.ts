/** A run's summary and detail out of what is known of it and what its events told. Pure. */
import type { TaskResult } from '../event';
import type { RunDetail, RunSummary, StageDetail } from '../run';
import { chainScores } from './chain-scores';
import type { RunFacts, RunReading, RunStanding } from './run-reading';

/** What a summary needs of a result. */
type ReportedAuc = Pick<TaskResult, 'stage' | 'task' | 'split' | 'auc'>;
type KeptWeights = Pick<StageDetail, 'stage' | 'weightsHash'>;

/** Matrix and what follows from it are on the reported split. */
export function summaryOf(
  facts: RunFacts,
  reading: RunStanding & { readonly results: readonly ReportedAuc[]; readonly stages: readonly KeptWeights[] },
): RunSummary {
  const { state, engine, error, endedAt, seconds, progress, losses, results } = reading;
  const { chain, reportedSplit, method } = facts;
  const byKey = new Map(results.map((result) => [keyOf(result), result.auc]));
  const aucsAfter = (stage: number) =>
    chain.map((task) => byKey.get(keyOf({ stage, task, split: reportedSplit })) ?? null);
  const matrix = chain.map((_, index) => aucsAfter(index + 1));
  const beforeTraining = aucsAfter(0);
  const weightsHash = reading.stages.findLast((stage) => stage.weightsHash !== null)?.weightsHash ?? undefined;
  const lastStage = results.reduce((last, { stage }) => Math.max(last, stage), 0);
  return {
    ...facts,
    ...{ state, engine, error, endedAt, seconds, progress, losses, matrix, beforeTraining },
    ...chainScores({ method, matrix, beforeTraining }, lastStage).metrics,
    ...(weightsHash !== undefined && { weightsHash }),
  };
}

export function detailOf(facts: RunFacts, reading: RunReading): RunDetail {
  const { stages, results, lossPoints, thinnedBy, epochs, lastSequence } = reading;
  return {
    summary: summaryOf(facts, reading),
    stages: [...stages],
    results: results.toSorted((a, b) => a.stage - b.stage || compareTargets(a, b, facts.chain)),
    lossPoints: lossPoints.map((point) => ({ ...point, x: onAxis(point, stages) })),
    ...(thinnedBy !== undefined && { thinnedBy }),
    aucPoints: epochs.map(({ stage, epoch, aucs, seconds }) => ({
      ...{ stage, epoch, aucs, x: epochsBefore(stage, stages) + epoch },
      ...(seconds !== undefined && { seconds }),
    })),
    lastSequence,
  };
}

/** Epochs of the stages that the run has trained before this one: those of given weights have none. */
export function epochsBefore(stage: number, stages: readonly StageDetail[]): number {
  return stages.reduce((sum, earlier) => sum + (earlier.stage < stage ? (earlier.epochs ?? 0) : 0), 0);
}

function onAxis(point: { stage: number; epoch: number; batch: number }, stages: readonly StageDetail[]): number {
  const { stage, epoch, batch } = point;
  const batches = stages.find((one) => one.stage === stage)?.batchesPerEpoch ?? batch;
  return epochsBefore(stage, stages) + epoch - 1 + batch / Math.max(1, batches);
}

/** In the chain's order, whatever the order in which they were told. */
function compareTargets(a: TaskResult, b: TaskResult, chain: readonly string[]): number {
  return chain.indexOf(a.task) - chain.indexOf(b.task) || a.split.localeCompare(b.split);
}

function keyOf({ stage, task, split }: Pick<TaskResult, 'stage' | 'task' | 'split'>): string {
  return `${stage} ${split} ${task}`;
}
