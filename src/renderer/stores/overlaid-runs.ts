/** Runs whose curves are laid over those of the run that is shown, as they were when they were chosen. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { RunDetail } from '../../shared/run';
import { useConnection } from './connection';

/** More could not be told apart. */
export const mostOverlaid = 4;

export const useOverlaidRunsStore = defineStore('overlaid-runs', () => {
  const { client } = useConnection();
  const byId = shallowRef<ReadonlyMap<string, RunDetail>>(new Map());
  const details = computed(() => [...byId.value.values()]);

  /** Throws what the call throws. */
  async function add(runId: string): Promise<void> {
    const detail = await client.call('run/get', { runId });
    byId.value = new Map([...byId.value, [runId, detail] as const].slice(-mostOverlaid));
  }

  function remove(runId: string): void {
    byId.value = new Map([...byId.value].filter(([id]) => id !== runId));
  }

  return { details, add, remove };
});
