/** Recipes of runs that were recorded before a parameter existed: its default is what they were trained with. */
import type { Field } from '../../shared/field';
import type { RecipeOptions } from '../../shared/recipe';
import type { RunSummary } from '../../shared/run';

/** The run with every parameter of its training, method and network; one that is not known any more is left as it is. */
export function withDefaults(run: RunSummary, { training, methods, networks }: RecipeOptions): RunSummary {
  const { recipe } = run;
  const fieldsOf = (things: readonly { id: string; fields: readonly Field[] }[], id: string) =>
    things.find((thing) => thing.id === id)?.fields ?? [];
  const fields = [...training, ...fieldsOf(methods, recipe.method), ...fieldsOf(networks, recipe.network)];
  const missing = fields.filter(({ key }) => !Object.hasOwn(recipe.parameters, key));
  if (missing.length === 0) return run;
  const defaults = Object.fromEntries(missing.map(({ key, default: usual }) => [key, usual]));
  return { ...run, recipe: { ...recipe, parameters: { ...recipe.parameters, ...defaults } } };
}
