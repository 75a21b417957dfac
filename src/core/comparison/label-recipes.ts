/** What a comparison calls its recipes: the method, and what sets recipes of the same method apart. */
import type { ParameterValue } from '../../shared/field';
import type { Recipe } from '../../shared/recipe';
import { recipeDifferences, type RecipeLabels } from './recipe-differences';

/**
 * One label per recipe, all distinct: `CoReD`; with several networks `CoReD, Xception`; with recipes of one method and
 * network that differ in parameters `CoReD, Bins 5, Temperature 20`.
 */
export function labelRecipes(recipes: readonly Recipe[], labels: RecipeLabels): string[] {
  const hasSeveralNetworks = new Set(recipes.map(({ network }) => network)).size > 1;
  const wordings = recipes.map((recipe) => {
    const siblings = recipes.filter(({ method, network }) => method === recipe.method && network === recipe.network);
    const position = siblings.indexOf(recipe);
    return [
      labels.methods.get(recipe.method) ?? recipe.method,
      ...(hasSeveralNetworks ? [labels.networks.get(recipe.network) ?? recipe.network] : []),
      ...recipeDifferences(siblings, labels).map(
        ({ label, values }) => `${label} ${wordFor(values[position] ?? null)}`,
      ),
    ].join(', ');
  });
  return numberRepeated(wordings);
}

function wordFor(value: ParameterValue | null): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}

/** Words can be the same where values are not: the number 1 and the text 1, or two methods of one label. */
function numberRepeated(wordings: readonly string[]): string[] {
  const taken = new Set<string>();
  return wordings.map((wording) => {
    let label = wording;
    for (let number = 2; taken.has(label); number += 1) label = `${wording} (${number})`;
    taken.add(label);
    return label;
  });
}
