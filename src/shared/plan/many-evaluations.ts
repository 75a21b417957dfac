/** Which evaluations one action asks for: weights of runs and stages on tasks. Pure. */
import type { EvaluationRequest } from '../evaluation';
import type { RunSummary } from '../run';
import { splitNames, type Dataset, type SplitName, type TaskScan } from '../task';
import type { WeightsChoice, WeightsOfRun } from '../weights';

type ScannedTask = Pick<TaskScan, 'name' | 'counts'>;

export interface ManyEvaluations {
  readonly runs: readonly Pick<RunSummary, 'id' | 'name' | 'chain'>[];
  /** What each of them has left. */
  readonly weights: readonly WeightsOfRun[];
  readonly stages: 'all' | 'last' | readonly number[];
  readonly which: WeightsChoice;
  readonly datasets: readonly (Pick<Dataset, 'id' | 'name'> & { readonly tasks: readonly ScannedTask[] })[];
  /** Of the datasets: every task, those that the run was trained on, or these. */
  readonly tasks: 'all' | 'chain' | readonly string[];
  /** Null: test where a task has it, else val. */
  readonly split: SplitName | null;
  /** What they have in common. */
  readonly common: Omit<EvaluationRequest, 'name' | 'weights' | 'target'>;
}

export interface PlannedEvaluations {
  /** Task by task for each run and stage. */
  readonly requests: EvaluationRequest[];
  /** What was asked for and cannot be, in words. */
  readonly leftOut: string[];
}

export function planEvaluations(wish: ManyEvaluations): PlannedEvaluations {
  const leftOut = new Set<string>();
  const requests = wish.runs.flatMap((run) => {
    const stages = stagesOf(run.id, wish);
    if (stages.length === 0) leftOut.add(`${run.name}: no weights of the stages that were asked for.`);
    const targets = targetsFor(run, wish, leftOut);
    return stages.flatMap((stage) =>
      targets.map((target): EvaluationRequest => ({
        ...wish.common,
        ...{ name: '', target, weights: { kind: 'run', runId: run.id, stage, which: wish.which } },
      })),
    );
  });
  return { requests, leftOut: [...leftOut] };
}

function stagesOf(runId: string, { weights, stages }: ManyEvaluations): readonly number[] {
  const left = weights.find((one) => one.runId === runId)?.stages ?? [];
  if (stages === 'all') return left;
  if (stages === 'last') return left.slice(-1);
  return stages.filter((stage) => left.includes(stage));
}

function targetsFor(
  run: ManyEvaluations['runs'][number],
  { datasets, tasks, split }: ManyEvaluations,
  leftOut: Set<string>,
): EvaluationRequest['target'][] {
  const wanted = tasks === 'chain' ? run.chain : tasks === 'all' ? null : tasks;
  for (const name of wanted ?? []) {
    if (datasets.some((dataset) => dataset.tasks.some((task) => task.name === name))) continue;
    leftOut.add(`${name}: there is no such task in the chosen datasets.`);
  }
  return datasets.flatMap((dataset) =>
    dataset.tasks
      .filter(({ name }) => wanted === null || wanted.includes(name))
      .flatMap((task) => {
        const found = splitToScore(task, split);
        if (found !== null) return [{ kind: 'task' as const, datasetId: dataset.id, task: task.name, split: found }];
        leftOut.add(`${task.name} of ${dataset.name}: it has no ${split ?? 'test or val'} images.`);
        return [];
      }),
  );
}

/** Null where it has no images there. */
function splitToScore({ counts }: ScannedTask, wished: SplitName | null): SplitName | null {
  const hasImages = (split: SplitName) => {
    const found = counts[split];
    return found !== null && found.fake + found.real > 0;
  };
  if (wished !== null) return hasImages(wished) ? wished : null;
  return [...splitNames].reverse().find((split) => split !== 'train' && hasImages(split)) ?? null;
}
