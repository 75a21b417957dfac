/** Runs of one chain side by side: runs of the same recipe are folded over their seeds into one row. */
import type { Comparison, ComparisonRow } from '../../shared/comparison';
import { AppError } from '../../shared/errors';
import { byMetric, matrixMetrics } from '../../shared/metrics';
import { chainScores } from '../../shared/reading/chain-scores';
import type { Recipe } from '../../shared/recipe';
import type { RunSummary } from '../../shared/run';
import { labelRecipes } from './label-recipes';
import { recipeDifferences, type RecipeLabels } from './recipe-differences';
import { statisticOf } from './statistic';
import { findTrainedAlone, type TrainedAlone } from './trained-alone';

/**
 * Rows stand in the order in which their methods first appear in `runs`, within a method in that of their recipes; the
 * runs of a row are sorted by seed. Engine and initial weights are no part of a recipe. Scores are
 * those after the chain's last stage, so a run that has not come so far counts as null there, not as a shorter chain.
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
    terms: [...new Map(distinct.flatMap(({ method }) => method.terms).map((term) => [term.id, term])).values()],
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
  const starts = [first, other].map(({ startStage = 1 }) => startStage);
  if (starts[0] !== starts[1]) {
    throw new AppError(
      'bad-input',
      `Runs that start at different stages cannot be compared: ${nameRun(first)} trains from stage ${starts[0]} on, ` +
        `${nameRun(other)} from stage ${starts[1]} on. Choose runs that start alike.`,
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
  const scores = runs.map(({ method, matrix, beforeTraining, seed }) =>
    chainScores({ method, matrix, beforeTraining, trainedAlone: alone(seed) }, tasks),
  );
  return {
    label,
    method: recipe.method,
    network: recipe.network,
    baseline: runs[0]?.method.baseline ?? null,
    runIds: runs.map(({ id }) => id),
    seeds: runs.map(({ seed }) => seed),
    taskAucs: positions.map((task) => statisticOf(scores.map(({ taskAucs }) => taskAucs[task] ?? null))),
    ...byMetric(matrixMetrics, ({ id }) => statisticOf(scores.map(({ metrics }) => metrics[id]))),
    losses: lossesOf(complete),
    seconds: statisticOf(timed.map(({ seconds }) => seconds)) ?? { mean: 0, deviation: null, count: 0 },
    matrix: positions.map((stage) =>
      positions.map((task) => statisticOf(runs.map(({ matrix }) => matrix[stage]?.[task] ?? null))?.mean ?? null),
    ),
    beforeTraining: positions.map(
      (task) => statisticOf(runs.map(({ beforeTraining }) => beforeTraining[task] ?? null))?.mean ?? null,
    ),
  };
}

/** Of runs that came to the end: what others are at has another stage's terms. */
function lossesOf(complete: readonly RunSummary[]): ComparisonRow['losses'] {
  const ids = new Set(complete.flatMap(({ losses }) => Object.keys(losses ?? {})));
  const statistics = [...ids].map(
    (id) => [id, statisticOf(complete.map(({ losses }) => losses?.[id] ?? null))] as const,
  );
  return Object.fromEntries(statistics.flatMap(([id, statistic]) => (statistic ? [[id, statistic]] : [])));
}
