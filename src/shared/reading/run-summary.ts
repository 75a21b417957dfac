/** A run's summary and detail out of what is known of it and what its events told. Pure. */
import type { TaskResult } from '../event';
import type { RunDetail, RunSummary, StepDetail } from '../run';
import { chainScores } from './chain-scores';
import type { RunFacts, RunReading, RunStanding } from './run-reading';

/** Matrix and what follows from it are on the reported split. */
export function summaryOf(facts: RunFacts, reading: RunStanding & Pick<RunReading, 'results'>): RunSummary {
  const { state, engine, error, endedAt, seconds, progress, losses, results } = reading;
  const { chain, reportedSplit, method } = facts;
  const byKey = new Map(results.map((result) => [keyOf(result), result.auc]));
  const aucsAfter = (step: number) =>
    chain.map((task) => byKey.get(keyOf({ step, task, split: reportedSplit })) ?? null);
  const matrix = chain.map((_, index) => aucsAfter(index + 1));
  const beforeTraining = aucsAfter(0);
  const lastStep = results.reduce((last, { step }) => Math.max(last, step), 0);
  return {
    ...facts,
    ...{ state, engine, error, endedAt, seconds, progress, losses, matrix, beforeTraining },
    ...chainScores({ method, matrix, beforeTraining }, lastStep).metrics,
  };
}

export function detailOf(facts: RunFacts, reading: RunReading): RunDetail {
  const { steps, results, lossPoints, epochs, lastSequence } = reading;
  return {
    summary: summaryOf(facts, reading),
    steps: [...steps],
    results: results.toSorted((a, b) => a.step - b.step || compareTargets(a, b, facts.chain)),
    lossPoints: lossPoints.map((point) => ({ ...point, x: onAxis(point, steps) })),
    aucPoints: epochs.map(({ step, epoch, aucs }) => ({ step, epoch, aucs, x: epochsBefore(step, steps) + epoch })),
    lastSequence,
  };
}

/** Epochs of the steps that the run has trained before this one: those of given weights have none. */
export function epochsBefore(step: number, steps: readonly StepDetail[]): number {
  return steps.reduce((sum, earlier) => sum + (earlier.step < step ? (earlier.epochs ?? 0) : 0), 0);
}

function onAxis(point: { step: number; epoch: number; batch: number }, steps: readonly StepDetail[]): number {
  const { step, epoch, batch } = point;
  const batches = steps.find((one) => one.step === step)?.batchesPerEpoch ?? batch;
  return epochsBefore(step, steps) + epoch - 1 + batch / Math.max(1, batches);
}

/** In the chain's order, whatever the order in which they were told. */
function compareTargets(a: TaskResult, b: TaskResult, chain: readonly string[]): number {
  return chain.indexOf(a.task) - chain.indexOf(b.task) || a.split.localeCompare(b.split);
}

function keyOf({ step, task, split }: Pick<TaskResult, 'step' | 'task' | 'split'>): string {
  return `${step} ${split} ${task}`;
}
