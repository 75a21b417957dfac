/** Which colour a task or a method has; the same in every view. */
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { useRecipeOptionsStore } from './recipe-options';
import { useRunsStore } from './runs';

export const seriesCount = 8;

/**
 * The number of each task's colour, from 0: tasks take numbers in the order in which chains first named them, so a later
 * run never changes the colour of a task; tasks that no run has named yet come next, in the order of this chain.
 *
 * @param chains of all runs, oldest first
 */
export function colourNumbers(chains: readonly (readonly string[])[], chain: readonly string[]): number[] {
  const order = [...new Set([...chains.flat(), ...chain])];
  return chain.map((task) => order.indexOf(task));
}

export const useColoursStore = defineStore('colours', () => {
  const runs = useRunsStore();
  const recipes = useRecipeOptionsStore();
  const chains = computed(() => runs.newestFirst.map((run) => run.chain).reverse());

  /** CSS colours, one for each task of the chain. */
  function ofChain(chain: readonly string[]): string[] {
    return colourNumbers(chains.value, chain).map((number) => `var(--series-${(number % seriesCount) + 1})`);
  }

  /** The CSS colour that the method declares; a grey for one that is not known: not yet, or of another version. */
  function ofMethod(id: string): string {
    const method = recipes.options?.methods.find((one) => one.id === id);
    return `var(--${method ? `method-${method.colour}` : 'faint'})`;
  }

  return { ofChain, ofMethod };
});
