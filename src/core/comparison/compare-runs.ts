/** Runs side by side: runs of the same recipe over the same chain are folded over their seeds into one row. */
import type { Comparison, ComparisonRow } from '../../shared/comparison';
import { AppError } from '../../shared/errors';
import { byMetric, matrixMetrics } from '../../shared/metrics';
import { chainScores } from '../../shared/reading/chain-scores';
import type { RunSummary } from '../../shared/run';
import { comparable } from './comparable';
import { groupRuns, type RunGroup } from './group-runs';
import { labelGroupRecipes, labelGroups } from './label-groups';
import { orderStudies } from './order-study';
import { recipeDifferences, type RecipeLabels } from './recipe-differences';
import { statisticOf } from './statistic';
import { findTrainedAlone, type TrainedAlone } from './trained-alone';

/**
 * Rows stand in the order in which their methods first appear in `runs`, within a method in that of their recipes; the
 * runs of a row are sorted by seed. Scores are those after the chain's last stage, so a run that has not come so far counts
 * as null there, not as a shorter chain. Runs of other chains, orders, starts or splits are rows of their own, and
 * `caveats` says what cannot be compared. Throws AppError('bad-input') when there are no runs.
 */
export function compareRuns(runs: readonly RunSummary[], labels: RecipeLabels): Comparison {
  const distinct = [...new Map(runs.map((run) => [run.id, run])).values()];
  if (distinct.length === 0) throw new AppError('bad-input', 'There is nothing to compare. Choose at least one run.');
  const groups = groupRuns(distinct);
  const tasks = [...new Set(groups.flatMap(({ chain }) => chain))];
  const rowLabels = labelGroups(groups, labels);
  const recipeLabels = labelGroupRecipes(groups, labels);
  const splits = new Set(groups.map(({ reportedSplit }) => reportedSplit));
  const rows = groups.map((group, index) =>
    rowOf(group, {
      label: rowLabels[index] ?? '',
      recipeLabel: recipeLabels[index] ?? '',
      tasks,
      alone: findTrainedAlone(distinct, group),
    }),
  );
  const studied = rows.flatMap((row, index) => {
    const group = groups[index];
    return group === undefined ? [] : [{ row, group }];
  });
  return {
    chain: tasks,
    reportedSplit: splits.size > 1 ? null : (groups[0]?.reportedSplit ?? null),
    ...comparable(groups, rowLabels),
    terms: [...new Map(distinct.flatMap(({ method }) => method.terms).map((term) => [term.id, term])).values()],
    rows,
    differences: recipeDifferences(
      groups.map(({ recipe }) => recipe),
      labels,
    ),
    orders: orderStudies(studied, tasks),
  };
}

interface RowContext {
  readonly label: string;
  readonly recipeLabel: string;
  /** Of the comparison. */
  readonly tasks: readonly string[];
  readonly alone: TrainedAlone;
}

function rowOf(
  { recipe, chain, startStage, reportedSplit, runs }: RunGroup,
  { label, recipeLabel, tasks, alone }: RowContext,
): ComparisonRow {
  const positions = chain.map((_, position) => position);
  const complete = runs.filter(({ state }) => state === 'complete');
  // A run that was cut short is not a cheap run: its time counts only where no run of the recipe is complete.
  const timed = complete.length > 0 ? complete : runs;
  const scores = runs.map(({ method, matrix, beforeTraining, seed }) =>
    chainScores({ method, matrix, beforeTraining, trainedAlone: alone(seed) }, chain.length),
  );
  const cells = positions.map((stage) =>
    positions.map((task) => statisticOf(runs.map(({ matrix }) => matrix[stage]?.[task] ?? null))),
  );
  return {
    label,
    recipeLabel,
    method: recipe.method,
    network: recipe.network,
    chain: [...chain],
    ...{ startStage, reportedSplit },
    baseline: runs[0]?.method.baseline ?? null,
    runIds: runs.map(({ id }) => id),
    seeds: runs.map(({ seed }) => seed),
    taskAucs: tasks.map((task) => statisticOf(scores.map(({ taskAucs }) => taskAucs[chain.indexOf(task)] ?? null))),
    ...byMetric(matrixMetrics, ({ id }) => statisticOf(scores.map(({ metrics }) => metrics[id]))),
    losses: lossesOf(complete),
    seconds: statisticOf(timed.map(({ seconds }) => seconds)) ?? { mean: 0, deviation: null, count: 0 },
    matrix: cells.map((row) => row.map((cell) => cell?.mean ?? null)),
    matrixDeviations: cells.map((row) => row.map((cell) => cell?.deviation ?? null)),
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
