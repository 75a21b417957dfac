/** Runs that are one row of a comparison: the same recipe over the same chain, which differ in their seeds. */
import type { Recipe } from '../../shared/recipe';
import type { RunSummary } from '../../shared/run';
import type { SplitName } from '../../shared/task';

export interface RunGroup {
  readonly recipe: Recipe;
  readonly chain: readonly string[];
  /** The first stage that is trained. */
  readonly startStage: number;
  readonly reportedSplit: SplitName;
  /** By seed, upwards. */
  readonly runs: readonly RunSummary[];
}

/** In the order in which their methods first appear, within a method in that of their recipes. Engine and initial weights are no part of a recipe. */
export function groupRuns(runs: readonly RunSummary[]): RunGroup[] {
  const methods = [...new Set(runs.map(({ recipe }) => recipe.method))];
  const ordered = methods.flatMap((method) => runs.filter(({ recipe }) => recipe.method === method));
  return [...Map.groupBy(ordered, groupKey).values()].flatMap((ofGroup) => {
    const [first] = ofGroup;
    if (first === undefined) return [];
    const { recipe, chain, startStage = 1, reportedSplit } = first;
    return [{ recipe, chain, startStage, reportedSplit, runs: ofGroup.toSorted((a, b) => a.seed - b.seed) }];
  });
}

/** The same for recipes that are the same, whatever order their parameters were written in. */
export function recipeKey({ method, network, parameters }: Recipe): string {
  const sorted = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([method, network, sorted]);
}

function groupKey({ recipe, chain, startStage = 1, reportedSplit }: RunSummary): string {
  return JSON.stringify([recipeKey(recipe), chain, startStage, reportedSplit]);
}
