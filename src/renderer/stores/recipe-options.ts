/** Methods, networks and their fields, asked for once. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import type { Field } from '../../shared/field';
import type { Recipe, RecipeOptions } from '../../shared/recipe';
import { useConnection } from './connection';

export const useRecipeOptionsStore = defineStore('recipe-options', () => {
  const { client } = useConnection();
  const options = shallowRef<RecipeOptions | null>(null);
  const error = shallowRef<AppError | null>(null);

  const methodLabels = computed(() => new Map(options.value?.methods.map((method) => [method.id, method.label])));
  const networkLabels = computed(() => new Map(options.value?.networks.map((network) => [network.id, network.label])));

  async function load(): Promise<void> {
    if (options.value) return;
    try {
      options.value = await client.call('recipe/options', {});
      error.value = null;
    } catch (thrown) {
      error.value = toAppError(thrown);
    }
  }

  const methodLabel = (id: string) => methodLabels.value.get(id) ?? id;
  const networkLabel = (id: string) => networkLabels.value.get(id) ?? id;

  /** Every field that a recipe has a value for, in the order of the form. */
  function fieldsOfRecipe(recipe: Recipe): readonly Field[] {
    if (!options.value) return [];
    const { training, methods, networks } = options.value;
    return [
      ...(methods.find((method) => method.id === recipe.method)?.fields ?? []),
      ...training,
      ...(networks.find((network) => network.id === recipe.network)?.fields ?? []),
    ];
  }

  return { options, error, load, methodLabel, networkLabel, fieldsOfRecipe };
});
