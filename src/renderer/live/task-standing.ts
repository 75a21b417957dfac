/** How good each task of a chain is now, how good it was right after its own stage, and what is forgotten since. */
import type { RunDetail } from '../../shared/run';
import type { SplitName } from '../../shared/task';

export interface TaskStanding {
  readonly task: string;
  readonly state: 'waiting' | 'training' | 'done';
  /** Learnt before this run, by the weights that it was given. */
  readonly isGiven: boolean;
  /** It has a network of its own, which no later stage changes. */
  readonly isApart: boolean;
  /** Null until it has been scored. */
  readonly now: number | null;
  /** Right after its own stage, or with the given weights; null before. */
  readonly own: number | null;
  /** `own` minus `now`, below zero when it got better; null while there is nothing to compare. */
  readonly forgotten: number | null;
  readonly bestEpoch: number | null;
  /** Epochs of its own stage that have ended. */
  readonly epochsEnded: number;
  /** What `now` and `own` were measured on. */
  readonly split: SplitName;
  /** Share of this task's own stage that is done, 0 to 1. */
  readonly share: number;
}

/**
 * While a stage trains, both numbers come from the validation curve, so that they can be compared;
 * between stages and at the end they come from the AUC matrix. Of networks that were trained apart each task has its own
 * network's numbers, and forgets nothing.
 */
export function standingsOf(detail: RunDetail): TaskStanding[] {
  const { summary, stages, aucPoints } = detail;
  const trainingStage = stages.find((stage) => stage.state === 'training')?.stage ?? null;
  const startStage = summary.startStage ?? 1;
  const latest = aucPoints.at(-1);
  const isLive = trainingStage !== null && latest?.stage === trainingStage;
  const isApart = summary.method.baseline?.isApart ?? false;
  const lastRow = summary.matrix.filter((row) => row.some((value) => value !== null)).at(-1) ?? summary.beforeTraining;

  return summary.chain.map((task, index) => {
    const stage = stages[index];
    const isGiven = index + 1 < startStage;
    // The row of the stage before the first holds the given weights' scores.
    const ownRow = isGiven ? startStage - 2 : index;
    const state = stage?.state ?? 'waiting';
    const ofStage = aucPoints.filter((point) => point.stage === index + 1);
    const best = ofStage.find(({ epoch }) => epoch === stage?.bestEpoch);
    const bestAuc = best?.aucs[task] ?? null;
    const latestAuc = latest?.aucs[task] ?? null;
    const own = state !== 'done' ? null : isLive ? bestAuc : (summary.matrix[ownRow]?.[index] ?? null);
    const inChain = isLive ? (state === 'training' ? (bestAuc ?? latestAuc) : latestAuc) : (lastRow[index] ?? null);
    const now = isApart && state === 'done' ? own : inChain;
    const isLatestTask = index + 1 === (trainingStage ?? lastDone(detail));
    return {
      task,
      state,
      isGiven,
      isApart,
      now,
      own,
      forgotten: own === null || now === null || isLatestTask || isApart ? null : own - now,
      bestEpoch: stage?.bestEpoch ?? null,
      epochsEnded: ofStage.length,
      split: isLive ? 'val' : summary.reportedSplit,
      share: state === 'done' ? 1 : state === 'training' ? shareOfStage(detail, index) : 0,
    };
  });
}

function lastDone(detail: RunDetail): number {
  return detail.stages.filter((stage) => stage.state === 'done').length;
}

function shareOfStage({ summary }: RunDetail, index: number): number {
  const given = (summary.startStage ?? 1) - 1;
  const share = (summary.progress?.share ?? 0) * (summary.chain.length - given) - (index - given);
  return Math.min(1, Math.max(0, share));
}
