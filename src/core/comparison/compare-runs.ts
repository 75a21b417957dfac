/** Runs of one chain side by side: runs of the same recipe are folded over their seeds into one row. */
import type { Comparison, ComparisonRow } from '../../shared/comparison';
import { AppError } from '../../shared/errors';
import type { Recipe } from '../../shared/recipe';
import type { RunSummary } from '../../shared/run';
import { intransigence } from '../metrics/continual-metrics';
import { chainScores } from './chain-scores';
import { labelRecipes } from './label-recipes';
import { recipeDifferences, type RecipeLabels } from './recipe-differences';
import { statisticOf } from './statistic';
import { findTrainedAlone, type TrainedAlone } from './trained-alone';

/**
 * Rows stand in the order in which their methods first appear in `runs`, within a method in that of their recipes; the
 * runs of a row are sorted by seed. Engine and initial weights are no part of a recipe. Scores are
 * those after the chain's last step, so a run that has not come so far counts as null there, not as a shorter chain.
 * Throws AppError('bad-input') when there are no runs, or their chains or reported splits differ.
 */
export function compareRuns(runs: readonly RunSummary[], labels: RecipeLabels): Comparison {
  const distinct = [...new Map(runs.map((run) => [run.id, run])).values()];
  const [first, ...others] = distinct;
  if (first === undefined) throw new AppError('bad-input', 'There is nothing to compare. Choose at least one run.');
  for (const other of others) checkComparable(first, other);

  const groups = groupByRecipe(distinct);
  const recipes = groups.map(({ recipe }) => recipe);
  const rowLabels = labelRecipes(recipes, labels);
  return {
    chain: first.chain,
    reportedSplit: first.reportedSplit,
    rows: groups.map((group, index) =>
      rowOf(group, {
        label: rowLabels[index] ?? '',
        tasks: first.chain.length,
        alone: findTrainedAlone(distinct, group.recipe),
      }),
    ),
    differences: recipeDifferences(recipes, labels),
  };
}

interface RecipeGroup {
  readonly recipe: Recipe;
  readonly runs: readonly RunSummary[];
}

function checkComparable(first: RunSummary, other: RunSummary): void {
  if (JSON.stringify(first.chain) !== JSON.stringify(other.chain)) {
    throw new AppError(
      'bad-input',
      `Runs of different chains cannot be compared: ${nameRun(first)} has ${first.chain.join(' → ')}, ` +
        `${nameRun(other)} has ${other.chain.join(' → ')}. Choose runs of one chain.`,
    );
  }
  if (first.reportedSplit !== other.reportedSplit) {
    throw new AppError(
      'bad-input',
      `Runs scored on different splits cannot be compared: ${nameRun(first)} reports ${first.reportedSplit}, ` +
        `${nameRun(other)} reports ${other.reportedSplit}. Choose runs that report the same split.`,
    );
  }
}

function nameRun(run: RunSummary): string {
  return run.name === '' || run.name === run.id ? `run ${run.id}` : `run "${run.name}" (${run.id})`;
}

function groupByRecipe(runs: readonly RunSummary[]): RecipeGroup[] {
  const methods = [...new Set(runs.map(({ recipe }) => recipe.method))];
  const ordered = methods.flatMap((method) => runs.filter(({ recipe }) => recipe.method === method));
  const groups = new Map<string, { recipe: Recipe; runs: RunSummary[] }>();
  for (const run of ordered) {
    const key = recipeKey(run.recipe);
    const group = groups.get(key) ?? { recipe: run.recipe, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ recipe, runs: ofRecipe }) => ({
    recipe,
    runs: ofRecipe.toSorted((a, b) => a.seed - b.seed),
  }));
}

/** The same for recipes that are the same, whatever order their parameters were written in. */
function recipeKey({ method, network, parameters }: Recipe): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([method, network, sorted]);
}

function rowOf(
  { recipe, runs }: RecipeGroup,
  { label, tasks, alone }: { label: string; tasks: number; alone: TrainedAlone },
): ComparisonRow {
  const positions = Array.from({ length: tasks }, (_, position) => position);
  const complete = runs.filter(({ state }) => state === 'complete');
  // A run that was cut short is not a cheap run: its time counts only where no run of the recipe is complete.
  const timed = complete.length > 0 ? complete : runs;
  const scores = runs.map(({ matrix, beforeTraining }) =>
    chainScores({ method: recipe.method, matrix, beforeTraining }, tasks),
  );
  return {
    label,
    method: recipe.method,
    network: recipe.network,
    runIds: runs.map(({ id }) => id),
    seeds: runs.map(({ seed }) => seed),
    taskAucs: positions.map((task) => statisticOf(scores.map(({ taskAucs }) => taskAucs[task] ?? null))),
    averageAuc: statisticOf(scores.map(({ averageAuc }) => averageAuc)),
    forgetting: statisticOf(scores.map(({ forgetting }) => forgetting)),
    backwardTransfer: statisticOf(scores.map(({ backwardTransfer }) => backwardTransfer)),
    forwardTransfer: statisticOf(scores.map(({ forwardTransfer }) => forwardTransfer)),
    intransigence: statisticOf(runs.map(({ matrix, seed }) => intransigence(matrix, alone(seed)))),
    seconds: statisticOf(timed.map(({ seconds }) => seconds)) ?? { mean: 0, deviation: null, count: 0 },
    matrix: positions.map((step) =>
      positions.map((task) => statisticOf(runs.map(({ matrix }) => matrix[step]?.[task] ?? null))?.mean ?? null),
    ),
    beforeTraining: positions.map(
      (task) => statisticOf(runs.map(({ beforeTraining }) => beforeTraining[task] ?? null))?.mean ?? null,
    ),
  };
}
