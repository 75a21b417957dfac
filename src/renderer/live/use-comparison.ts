/** The comparison of some runs, asked for again when one of them has new results. */
import { computed, onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import type { Comparison } from '../../shared/comparison';
import { toAppError, type AppError } from '../../shared/errors';
import { atMostEvery } from '../stores/at-most-every';
import { onReconnected, useConnection } from '../stores/connection';
import { useRunsStore } from '../stores/runs';

export interface ComparisonSource {
  readonly comparison: ShallowRef<Comparison | null>;
  readonly error: ShallowRef<AppError | null>;
  readonly fetch: () => Promise<void>;
}

/** True from the first stage on that was scored in any run; the averages over the whole chain come at its end. */
export function hasScores({ rows }: Comparison): boolean {
  return rows.some(({ matrix }) => matrix.some((line) => line.some((auc) => auc !== null)));
}

export function useComparison(runIds: () => readonly string[]): ComparisonSource {
  const { client } = useConnection();
  const runs = useRunsStore();
  const comparison = shallowRef<Comparison | null>(null);
  const error = shallowRef<AppError | null>(null);
  let asked = 0;

  async function fetch(): Promise<void> {
    const question = ++asked;
    const ids = [...runIds()];
    if (ids.length === 0) return;
    try {
      const answer = await client.call('comparison/get', { runIds: ids });
      if (question !== asked) return;
      comparison.value = answer;
      error.value = null;
    } catch (thrown) {
      if (question !== asked) return;
      comparison.value = null;
      error.value = toAppError(thrown);
    }
  }

  const fetchSoon = atMostEvery(1000, () => void fetch());

  /** Changes with every new result of one of the runs, and with nothing else. */
  const results = computed(() =>
    runIds().map((id) => {
      const run = runs.byId.get(id);
      return run ? [run.id, run.state === 'complete', run.matrix] : [id];
    }),
  );
  watch(
    () => JSON.stringify(results.value),
    () => {
      // Asking for nothing would only delay the first real question.
      if (runIds().length > 0) fetchSoon();
    },
    { immediate: true },
  );
  onReconnected(fetchSoon);
  onScopeDispose(() => fetchSoon.cancel());

  return { comparison, error, fetch };
}
