/** Experiments; their runs come from the runs store, so that both lists always tell the same. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import type { Experiment, ExperimentListing, ExperimentRequest } from '../../shared/run';
import { onReconnected, useConnection, usePush } from './connection';
import { useRunsStore } from './runs';

export const useExperimentsStore = defineStore('experiments', () => {
  const { client } = useConnection();
  const runs = useRunsStore();
  const known = shallowRef<readonly ExperimentListing[]>([]);
  const isListed = ref(false);
  const isLoaded = computed(() => isListed.value && runs.isLoaded);
  const error = shallowRef<AppError | null>(null);

  const runsByExperiment = computed(() => Map.groupBy(runs.newestFirst.toReversed(), (run) => run.experimentId));
  const newestFirst = computed(() =>
    known.value
      .map((experiment): Experiment => {
        const its = runsByExperiment.value.get(experiment.id) ?? [];
        // Its runs are pushed when it is renamed.
        return { ...experiment, name: its[0]?.experimentName ?? experiment.name, runs: its };
      })
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id)),
  );

  function put({ runs: its, ...experiment }: Experiment): void {
    known.value = [...known.value.filter((other) => other.id !== experiment.id), experiment];
    runs.put(...its.filter((run) => !runs.byId.has(run.id)));
  }

  async function load(): Promise<void> {
    try {
      known.value = await client.call('experiment/list', {});
      isListed.value = true;
      error.value = null;
    } catch (thrown) {
      error.value = toAppError(thrown);
    }
  }

  async function create(request: ExperimentRequest): Promise<Experiment> {
    const experiment = await client.call('experiment/create', request);
    put(experiment);
    return experiment;
  }

  async function startDemo(): Promise<Experiment> {
    const experiment = await client.call('demo/start', {});
    put(experiment);
    return experiment;
  }

  usePush('experiment/created', put);
  usePush('run/removed', ({ runIds }) => {
    const isGone = new Set(runIds);
    const left = new Set(
      [...runs.byId.values()].flatMap(({ id, experimentId }) => (isGone.has(id) ? [] : experimentId)),
    );
    known.value = known.value.filter(({ id }) => left.has(id));
  });
  onReconnected(() => void load());

  return { newestFirst, isLoaded, error, load, create, startDemo };
});
