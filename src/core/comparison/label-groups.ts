/** What a comparison calls its rows: the recipe, and the chain, start and split where rows differ in them. */
import { recipeKey, type RunGroup } from './group-runs';
import { labelRecipes } from './label-recipes';
import type { RecipeLabels } from './recipe-differences';

/** One label per group, all distinct: `CoReD`, or `CoReD (Bars, Stripes)` where another row trains another chain. */
export function labelGroups(groups: readonly RunGroup[], labels: RecipeLabels): string[] {
  const hasSeveral = (of: (group: RunGroup) => unknown) =>
    new Set(groups.map((group) => JSON.stringify(of(group)))).size > 1;
  const hasSeveralChains = hasSeveral(({ chain }) => chain);
  const hasSeveralStarts = hasSeveral(({ startStage }) => startStage);
  const hasSeveralSplits = hasSeveral(({ reportedSplit }) => reportedSplit);
  const ofRecipes = labelGroupRecipes(groups, labels);
  return groups.map((group, index) => {
    const further = [
      ...(hasSeveralChains ? [group.chain.join(', ')] : []),
      ...(hasSeveralStarts ? [`from stage ${group.startStage}`] : []),
      ...(hasSeveralSplits ? [`on ${group.reportedSplit}`] : []),
    ];
    return `${ofRecipes[index] ?? ''}${further.length > 0 ? ` (${further.join('; ')})` : ''}`;
  });
}

/** One label per group: that of its recipe, the same for groups of the same recipe. */
export function labelGroupRecipes(groups: readonly RunGroup[], labels: RecipeLabels): string[] {
  const recipes = new Map(groups.map(({ recipe }) => [recipeKey(recipe), recipe]));
  const wordings = labelRecipes([...recipes.values()], labels);
  const byKey = new Map([...recipes.keys()].map((key, index) => [key, wordings[index] ?? '']));
  return groups.map(({ recipe }) => byKey.get(recipeKey(recipe)) ?? '');
}
