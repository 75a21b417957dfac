/** `comparison/get`: runs side by side, seeds folded. */
import { compareRuns } from '../../core/comparison/compare-runs';
import type { RecipeLabels } from '../../core/comparison/recipe-differences';
import { recipeOptions } from '../../core/recipe';
import type { Comparison } from '../../shared/comparison';
import type { Registry } from '../registry/registry';
import type { Handler } from './handler';

export const comparisonGet: Handler<'comparison/get'> = ({ runIds }, { registry }) => compare(registry, runIds);

export function compare(registry: Registry, runIds: readonly string[]): Comparison {
  return compareRuns(
    runIds.map((id) => registry.runs.get(id)),
    recipeLabels(),
  );
}

function recipeLabels(): RecipeLabels {
  const { training, methods, networks } = recipeOptions();
  const label = (thing: { id: string; label: string }) => [thing.id, thing.label] as const;
  const fields = [training, ...methods.map((method) => method.fields), ...networks.map((network) => network.fields)];
  return {
    methods: new Map(methods.map(label)),
    networks: new Map(networks.map(label)),
    fields: new Map(fields.flat().map((field) => [field.key, field.label])),
  };
}
