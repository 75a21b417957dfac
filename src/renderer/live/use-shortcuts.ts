/** Keys that work in every view. Letters do nothing while something is typed or a dialog is open. */
import { onBeforeUnmount, onMounted } from 'vue';

/** As they are listed to the person. */
export const shortcuts = [
  { keys: 'Ctrl K', what: 'Go to a view, an experiment or a run, or start something new' },
  { keys: '/', what: 'Search in this view' },
  { keys: '?', what: 'Show this list' },
  { keys: '↑ ↓', what: 'Move a task of the chain that has the focus' },
  { keys: 'Delete', what: 'Take that task out of the chain' },
  { keys: 'Escape', what: 'Close a dialog; what was typed into notes stays' },
] as const;

export interface ShortcutActions {
  readonly goTo: () => void;
  readonly list: () => void;
}

export function useShortcuts({ goTo, list }: ShortcutActions): void {
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey) return;
    const perform = actionOf(event);
    if (!perform) return;
    event.preventDefault();
    perform();
  }

  function actionOf({ key, ctrlKey, metaKey, target }: KeyboardEvent): (() => void) | null {
    if (ctrlKey || metaKey) return key.toLowerCase() === 'k' ? goTo : null;
    if (isTyping(target) || isDialogOpen()) return null;
    if (key === '?') return list;
    const search = searchField();
    return key === '/' && search ? () => search.focus() : null;
  }

  onMounted(() => document.addEventListener('keydown', onKey));
  onBeforeUnmount(() => document.removeEventListener('keydown', onKey));
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

function isDialogOpen(): boolean {
  return [...document.querySelectorAll('[role="dialog"]')].some((dialog) => dialog.checkVisibility());
}

function searchField(): HTMLElement | null {
  return document.querySelector<HTMLElement>('main [role="search"] input');
}
