/** What the charts of a run count along x, the same for all of them, from one start to the next. */
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { keep, readKept } from './kept';

export const runAxes = ['epoch', 'step', 'time'] as const;
export type RunAxis = (typeof runAxes)[number];

const keptAs = 'run-axis';

export const useRunAxisStore = defineStore('run-axis', () => {
  const kept = readKept(keptAs);
  const axis = ref<RunAxis>(runAxes.find((one) => one === kept) ?? 'epoch');

  function choose(next: RunAxis): void {
    axis.value = next;
    keep(keptAs, next);
  }

  return { axis, choose };
});
