/** Light or dark: as the system has it, or as the person chose, from one start to the next. */
import { defineStore } from 'pinia';
import { computed, onScopeDispose, ref, watch } from 'vue';
import { keep, readKept } from './kept';

export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

const keptAs = 'theme';

function keptChoice(): ThemeChoice {
  const kept = readKept(keptAs);
  return themeChoices.find((choice) => choice === kept) ?? 'system';
}

export const useThemeStore = defineStore('theme', () => {
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const isSystemDark = ref(query.matches);
  const choice = ref<ThemeChoice>(keptChoice());
  const shown = computed(() => {
    if (choice.value !== 'system') return choice.value;
    return isSystemDark.value ? 'dark' : 'light';
  });

  const follow = () => {
    isSystemDark.value = query.matches;
  };
  query.addEventListener('change', follow);
  onScopeDispose(() => query.removeEventListener('change', follow));

  // At once, so that whoever watches `shown` reads the new colours.
  watch(
    shown,
    (theme) => {
      document.documentElement.dataset['theme'] = theme;
    },
    { immediate: true, flush: 'sync' },
  );

  function choose(next: ThemeChoice): void {
    choice.value = next;
    keep(keptAs, next === 'system' ? null : next);
  }

  return { choice, shown, choose };
});
