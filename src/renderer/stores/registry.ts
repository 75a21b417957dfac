/** Whether the registry is as it should be, and making it anew. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Rebuilt } from '../../shared/registry';
import { showError, useAction } from './action';
import { onReconnected, useConnection, usePush } from './connection';
import { useDatasetsStore } from './datasets';
import { useExperimentsStore } from './experiments';
import { useRunsStore } from './runs';

export const useRegistryStore = defineStore('registry', () => {
  const { client } = useConnection();
  const runs = useRunsStore();
  const experiments = useExperimentsStore();
  const datasets = useDatasetsStore();
  /** Why another registry stands in for the workspace's; null while it is as it should be. */
  const damage = shallowRef<string | null>(null);
  const rebuilt = shallowRef<Rebuilt | null>(null);

  async function load(): Promise<void> {
    try {
      damage.value = (await client.call('registry/health', {})).damage;
    } catch (thrown) {
      showError(thrown);
    }
  }

  const rebuilding = useAction(async () => {
    rebuilt.value = null;
    rebuilt.value = await client.call('registry/rebuild', {});
    damage.value = null;
    await Promise.all([runs.load(), experiments.load(), datasets.load()]);
  });

  usePush('registry/health', (health) => {
    damage.value = health.damage;
  });
  onReconnected(() => void load());

  return { damage, rebuilt, isRebuilding: rebuilding.isBusy, rebuild: rebuilding.run, load };
});
