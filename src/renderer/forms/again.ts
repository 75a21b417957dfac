/** What a new experiment was begun from: a run, an experiment, a file or a template; and how it differs by now. */
import { computed, inject, provide, type ComputedRef, type InjectionKey, type Ref } from 'vue';
import type { RecipeOptions } from '../../shared/recipe';
import { draftDifferences, takeBack, type DraftDifference } from './draft-differences';
import type { ExperimentDraft } from './experiment-draft';

export interface Again {
  /** By place; empty where the form began from nothing. */
  readonly differences: ComputedRef<ReadonlyMap<string, DraftDifference>>;
  /** Makes a place what it was. */
  takeBack(place: string): void;
}

const againKey: InjectionKey<Again> = Symbol('again');

export function provideAgain({
  draft,
  original,
  options,
}: {
  draft: Ref<ExperimentDraft | null>;
  original: () => ExperimentDraft | null;
  options: () => RecipeOptions | null;
}): Again {
  const known = computed(() => {
    const [now, before, known] = [draft.value, original(), options()];
    return now && before && known ? { now, before, known } : null;
  });
  const again: Again = {
    differences: computed(() => {
      if (known.value === null) return new Map();
      const { now, before, known: all } = known.value;
      return new Map(draftDifferences(now, before, all).map((difference) => [difference.place, difference]));
    }),
    takeBack(place) {
      if (known.value === null) return;
      const { now, before, known: all } = known.value;
      draft.value = takeBack(now, place, { original: before, options: all });
    },
  };
  provide(againKey, again);
  return again;
}

/** Null outside of the form. */
export function useAgain(): Again | null {
  return inject(againKey, null);
}
