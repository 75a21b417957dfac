/** What the form was begun from (the run or experiment of the address, a file, a template), kept through a reload. */
import { computed, shallowRef, type Ref, type ShallowRef } from 'vue';
import { useRoute } from 'vue-router';
import type { RecipeOptions } from '../../shared/recipe';
import type { ExperimentRequest } from '../../shared/run';
import { showError } from '../stores/action';
import { useConnection } from '../stores/connection';
import { useDatasetsStore } from '../stores/datasets';
import { useExperimentsStore } from '../stores/experiments';
import { useRecipeOptionsStore } from '../stores/recipe-options';
import { useRunsStore } from '../stores/runs';
import { provideAgain } from './again';
import { draftOfRequest } from './draft-of-request';
import type { ExperimentDraft } from './experiment-draft';
import { keepOriginal, keptOriginal, type OriginalDraft } from './kept-draft';

export function useOriginal({
  draft,
  fresh,
}: {
  draft: Ref<ExperimentDraft | null>;
  /** The draft that begins from nothing. */
  fresh: ShallowRef<ExperimentDraft | null>;
}) {
  const { client } = useConnection();
  const route = useRoute();
  const runs = useRunsStore();
  const experiments = useExperimentsStore();
  const datasets = useDatasetsStore();
  const recipes = useRecipeOptionsStore();
  const original = shallowRef<OriginalDraft | null>(null);
  const notes = shallowRef<readonly string[]>([]);
  const again = provideAgain({
    draft,
    original: () => original.value?.draft ?? null,
    options: () => recipes.options,
  });

  function setOriginal(next: OriginalDraft | null): void {
    original.value = next;
    keepOriginal(next);
  }

  /** From the run of the address as it was; without one, from nothing. */
  function startOver(): void {
    if (route.query['run'] === undefined && route.query['experiment'] === undefined) setOriginal(null);
    draft.value = structuredClone(original.value?.draft ?? fresh.value);
  }

  /** From the run or the experiment that the address names; what was changed since stays through a reload. */
  async function follow(options: RecipeOptions): Promise<void> {
    const { run, experiment } = route.query;
    const of =
      typeof run === 'string' ? `run:${run}` : typeof experiment === 'string' ? `experiment:${experiment}` : null;
    const kept = keptOriginal();
    if (of === null || kept?.of === of) {
      original.value = kept;
      return;
    }
    try {
      const known = experiments.newestFirst.find(({ id }) => id === experiment);
      const runIds = typeof run === 'string' ? [run] : (known?.runs.map(({ id }) => id) ?? []);
      const found = await client.call('experiment/again', { runIds });
      begin(found.request, of, options);
      notes.value = [...notes.value, ...found.notes];
    } catch (thrown) {
      showError(thrown);
    }
  }

  /** Every value of the request; `of` says where it comes from. */
  function begin(request: ExperimentRequest, of: string, options: RecipeOptions): void {
    const begun = draftOfRequest(request, options);
    const isKnown = datasets.list.some(({ id }) => id === begun.datasetId);
    notes.value = isKnown
      ? []
      : [
          `Its dataset, "${begun.datasetId}", is not among the datasets here. Add it there, or choose another and its tasks.`,
        ];
    const [first] = datasets.list;
    const whole = isKnown ? begun : { ...begun, datasetId: first?.id ?? '', chain: [] };
    setOriginal({ of, draft: structuredClone(whole) });
    draft.value = whole;
  }

  function readFile(request: ExperimentRequest, from: string): void {
    if (recipes.options) begin(request, `file:${from}`, recipes.options);
  }

  /** `CoReD, seed 1`. */
  const name = computed(() => {
    const [kind, ...rest] = original.value?.of.split(':') ?? [];
    const id = rest.join(':');
    if (kind === 'run') return runs.byId.get(id)?.name ?? id;
    return kind === 'experiment' ? (experiments.newestFirst.find((one) => one.id === id)?.name ?? id) : id;
  });

  return { original, notes, name, again, follow, readFile, setOriginal, startOver, forget: () => keepOriginal(null) };
}
