/** The title of the window or the tab: the view says what it shows, the workspace and the program are added. */
import { defineStore } from 'pinia';
import { ref, watchEffect } from 'vue';
import { windowTitle } from '../../shared/window-title';
import { useMachineStore } from './machine';

export const usePageTitleStore = defineStore('page-title', () => {
  const machine = useMachineStore();
  const shown = ref<string | null>(null);
  /** What happened while nobody looked. */
  const mark = ref<string | null>(null);
  watchEffect(() => {
    document.title = windowTitle(shown.value, machine.info?.workspace ?? null, mark.value);
  });

  function show(title: string): void {
    shown.value = title;
  }

  return { show, mark };
});
