/** How good each task of a chain is now, how good it was right after its own step, and what is forgotten since. */
import type { RunDetail } from '../../shared/run';
import type { SplitName } from '../../shared/task';

export interface TaskStanding {
  readonly task: string;
  readonly state: 'waiting' | 'training' | 'done';
  /** Learnt before this run, by the weights that it was given. */
  readonly isGiven: boolean;
  /** It has a network of its own, which no later step changes. */
  readonly isApart: boolean;
  /** Null until it has been scored. */
  readonly now: number | null;
  /** Right after its own step, or with the given weights; null before. */
  readonly own: number | null;
  /** `own` minus `now`, below zero when it got better; null while there is nothing to compare. */
  readonly forgotten: number | null;
  readonly bestEpoch: number | null;
  /** Epochs of its own step that have ended. */
  readonly epochsEnded: number;
  /** What `now` and `own` were measured on. */
  readonly split: SplitName;
  /** Share of this task's own step that is done, 0 to 1. */
  readonly share: number;
}

/**
 * While a step trains, both numbers come from the validation curve, so that they can be compared;
 * between steps and at the end they come from the AUC matrix. Of networks that were trained apart each task has its own
 * network's numbers, and forgets nothing.
 */
export function standingsOf(detail: RunDetail): TaskStanding[] {
  const { summary, steps, aucPoints } = detail;
  const trainingStep = steps.find((step) => step.state === 'training')?.step ?? null;
  const startStep = summary.startStep ?? 1;
  const latest = aucPoints.at(-1);
  const isLive = trainingStep !== null && latest?.step === trainingStep;
  const isApart = summary.method.baseline?.isApart ?? false;
  const lastRow = summary.matrix.filter((row) => row.some((value) => value !== null)).at(-1) ?? summary.beforeTraining;

  return summary.chain.map((task, index) => {
    const step = steps[index];
    const isGiven = index + 1 < startStep;
    // The row of the step before the first holds the given weights' scores.
    const ownRow = isGiven ? startStep - 2 : index;
    const state = step?.state ?? 'waiting';
    const ofStep = aucPoints.filter((point) => point.step === index + 1);
    const best = ofStep.find(({ epoch }) => epoch === step?.bestEpoch);
    const bestAuc = best?.aucs[task] ?? null;
    const latestAuc = latest?.aucs[task] ?? null;
    const own = state !== 'done' ? null : isLive ? bestAuc : (summary.matrix[ownRow]?.[index] ?? null);
    const inChain = isLive ? (state === 'training' ? (bestAuc ?? latestAuc) : latestAuc) : (lastRow[index] ?? null);
    const now = isApart && state === 'done' ? own : inChain;
    const isLatestTask = index + 1 === (trainingStep ?? lastDone(detail));
    return {
      task,
      state,
      isGiven,
      isApart,
      now,
      own,
      forgotten: own === null || now === null || isLatestTask || isApart ? null : own - now,
      bestEpoch: step?.bestEpoch ?? null,
      epochsEnded: ofStep.length,
      split: isLive ? 'val' : summary.reportedSplit,
      share: state === 'done' ? 1 : state === 'training' ? shareOfStep(detail, index) : 0,
    };
  });
}

function lastDone(detail: RunDetail): number {
  return detail.steps.filter((step) => step.state === 'done').length;
}

function shareOfStep({ summary }: RunDetail, index: number): number {
  const given = (summary.startStep ?? 1) - 1;
  const share = (summary.progress?.share ?? 0) * (summary.chain.length - given) - (index - given);
  return Math.min(1, Math.max(0, share));
}
