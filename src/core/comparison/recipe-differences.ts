/** In which fields recipes differ, and what each of them has there. */
import type { Difference } from '../../shared/comparison';
import type { ParameterValue } from '../../shared/field';
import type { Recipe } from '../../shared/recipe';

/** Labels by id or key; what is not in a map goes by its id or key. */
export interface RecipeLabels {
  readonly methods: ReadonlyMap<string, string>;
  readonly networks: ReadonlyMap<string, string>;
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * The network, when there are several, and then every parameter that is not the same in all recipes, in order of first
 * appearance. A recipe that does not have the parameter differs from one that has it.
 */
export function recipeDifferences(recipes: readonly Recipe[], labels: RecipeLabels): Difference[] {
  const networks = recipes.map(({ network }) => network);
  const network: Difference = {
    field: 'network',
    label: 'Network',
    values: networks.map((id) => labels.networks.get(id) ?? id),
  };
  const keys = [...new Set(recipes.flatMap(({ parameters }) => Object.keys(parameters)))];
  const parameters = keys.map((key) => ({
    field: key,
    label: labels.fields.get(key) ?? key,
    values: recipes.map((recipe) => parameterOf(recipe, key)),
  }));
  return [...(new Set(networks).size > 1 ? [network] : []), ...parameters.filter(({ values }) => areSeveral(values))];
}

function parameterOf(recipe: Recipe, key: string): ParameterValue | null {
  return Object.hasOwn(recipe.parameters, key) ? (recipe.parameters[key] ?? null) : null;
}

function areSeveral(values: readonly (ParameterValue | null)[]): boolean {
  return new Set(values).size > 1;
}
