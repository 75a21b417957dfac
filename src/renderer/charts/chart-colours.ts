/** CSS colours for a canvas: variables resolved against the page, and a signal when the system changes its theme. */
import { onScopeDispose, ref, type Ref } from 'vue';

/** `var(--name)` as its value now; anything else as it is. */
export function resolveColour(colour: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(colour)?.[1];
  return name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : colour;
}

/** Counts the theme's changes. */
export function useThemeChanges(): Ref<number> {
  const changes = ref(0);
  const query = window.matchMedia('(prefers-color-scheme: dark)');
  const count = () => {
    changes.value += 1;
  };
  query.addEventListener('change', count);
  onScopeDispose(() => query.removeEventListener('change', count));
  return changes;
}
