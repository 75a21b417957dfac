/** `comparison/get`: runs side by side, seeds folded. */
import { compareRuns } from '../../core/comparison/compare-runs';
import type { RecipeLabels } from '../../core/comparison/recipe-differences';
import type { Comparison } from '../../shared/comparison';
import type { RecipeOptions } from '../../shared/recipe';
import type { CallContext, Handler } from './handler';

export const comparisonGet: Handler<'comparison/get'> = ({ runIds }, context) => compare(runIds, context);

export async function compare(
  runIds: readonly string[],
  { recipes, registry }: Pick<CallContext, 'recipes' | 'registry'>,
): Promise<Comparison> {
  return compareRuns(
    runIds.map((id) => registry.runs.get(id)),
    recipeLabels(await recipes.options()),
  );
}

function recipeLabels({ training, methods, networks }: RecipeOptions): RecipeLabels {
  const label = (thing: { id: string; label: string }) => [thing.id, thing.label] as const;
  const fields = [training, ...methods.map((method) => method.fields), ...networks.map((network) => network.fields)];
  return {
    methods: new Map(methods.map(label)),
    networks: new Map(networks.map(label)),
    fields: new Map(fields.flat().map((field) => [field.key, field.label])),
  };
}
