/** Which colour a task or a method has; the same in every view. */
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { useDatasetsStore } from './datasets';
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
 * Task names in the order in which they take colours: chains oldest first, then what only datasets know.
 * A later run or dataset never changes the colour of a task that has been trained on.
 */
export function orderOfTasks(
  chains: readonly (readonly string[])[],
  others: readonly string[],
): ReadonlyMap<string, number> {
  const names = new Set([...chains.flat(), ...others]);
  return new Map([...names].map((name, index) => [name, index]));
}

export const useColoursStore = defineStore('colours', () => {
  const runs = useRunsStore();
  const datasets = useDatasetsStore();
  const order = computed(() =>
    orderOfTasks(
      runs.newestFirst.map((run) => run.chain).reverse(),
      datasets.list.flatMap((dataset) => dataset.tasks.map((task) => task.name)),
    ),
  );

  /** `position` is the place in the chain, for a task that no list knows yet. */
  function taskColour(task: string, position = 0): string {
    return `var(--series-${((order.value.get(task) ?? position) % seriesCount) + 1})`;
  }

  return { taskColour };
});
