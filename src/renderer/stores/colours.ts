/** Which colour a task or a method has; the same in every view. */
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { useRunsStore } from './runs';

export const seriesCount = 8;

const methodColours: Readonly<Record<string, string>> = {
  ft: 'var(--method-ft)',
  kd: 'var(--series-2)',
  tg: 'var(--series-4)',
  cored: 'var(--series-1)',
  joint: 'var(--method-joint)',
  single: 'var(--series-8)',
};

/** A CSS colour; a method that is not in the list gets one of the others by its name. */
export function methodColour(method: string): string {
  const spare = [3, 5, 7, 6];
  const sum = [...method].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return methodColours[method] ?? `var(--series-${spare[sum % spare.length] ?? 3})`;
}

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
  const chains = computed(() => runs.newestFirst.map((run) => run.chain).reverse());

  /** CSS colours, one for each task of the chain. */
  function ofChain(chain: readonly string[]): string[] {
    return colourNumbers(chains.value, chain).map((number) => `var(--series-${(number % seriesCount) + 1})`);
  }

  return { ofChain };
});
