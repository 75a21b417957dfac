/** What replaces a draft in which anything was filled in can be taken back, as long as its form is shown. */
import { onScopeDispose, type Ref } from 'vue';
import { showUndo } from '../stores/action';
import { useRecipeOptionsStore } from '../stores/recipe-options';
import type { ExperimentDraft } from './experiment-draft';
import { keptDraft, type OriginalDraft } from './kept-draft';

interface ReplacedDraft {
  readonly draft: Ref<ExperimentDraft | null>;
  readonly isTouched: Readonly<Ref<boolean>>;
  readonly begun: {
    readonly original: Readonly<Ref<OriginalDraft | null>>;
    setOriginal(next: OriginalDraft | null): void;
  };
}

/** `what` is said of it. */
export function useReplacing({ draft, isTouched, begun }: ReplacedDraft): (what: string, replace: () => void) => void {
  const recipes = useRecipeOptionsStore();
  let closeUndo = () => {};
  // On another page there is nothing to bring it back to.
  onScopeDispose(() => closeUndo());
  return (what, replace) => {
    const before = isTouched.value && recipes.options ? keptDraft(recipes.options) : null;
    const original = begun.original.value;
    replace();
    if (before === null) return;
    closeUndo = showUndo(what, () => {
      begun.setOriginal(original);
      draft.value = before;
    });
  };
}
