/** What a task's AUC is when it is trained alone: the yardstick of intransigence, from runs of networks trained apart. */
import type { Recipe } from '../../shared/recipe';
import type { RunSummary } from '../../shared/run';
import { ownAucs } from '../../shared/metrics/auc-matrix';
import type { RunGroup } from './group-runs';
import { statisticOf } from './statistic';

/** AUC per task by the seed of the run that it is compared with; all null where nothing fits. */
export type TrainedAlone = (seed: number) => (number | null)[];

/**
 * Runs of networks trained apart fit a recipe of the same network whose training and network parameters, chain and split
 * are the same. The run of the same seed is taken; where there is none, the mean over their seeds. Nothing fits these runs
 * themselves.
 */
export function findTrainedAlone(
  runs: readonly RunSummary[],
  { recipe, chain, reportedSplit }: RunGroup,
): TrainedAlone {
  const isOfChain = (run: RunSummary) =>
    run.reportedSplit === reportedSplit && JSON.stringify(run.chain) === JSON.stringify(chain);
  const fitting = runs.filter((run) => isApart(run) && isOfChain(run) && fits(run.recipe, recipe));
  const aucsOf = ({ chain, matrix }: RunSummary) => ownAucs(matrix, chain.length);
  const tasks = fitting[0]?.chain ?? [];
  const means = tasks.map((_, task) => statisticOf(fitting.map((run) => aucsOf(run)[task] ?? null))?.mean ?? null);
  return (seed) => {
    const ofSeed = fitting.find((run) => run.seed === seed);
    return ofSeed ? aucsOf(ofSeed) : means;
  };
}

function isApart({ method }: RunSummary): boolean {
  return method.baseline?.isApart ?? false;
}

function fits(alone: Recipe, recipe: Recipe): boolean {
  if (alone.method === recipe.method || alone.network !== recipe.network) return false;
  return Object.entries(alone.parameters).every(([key, value]) => recipe.parameters[key] === value);
}
