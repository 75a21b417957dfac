/** The host, its engines, and what the machine does now. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import type { AppInfo, EngineInfo, EngineMeasuring, MachineSample } from '../../shared/machine';
import { onReconnected, useConnection, usePush } from './connection';

export const useMachineStore = defineStore('machine', () => {
  const { client } = useConnection();
  const info = shallowRef<AppInfo | null>(null);
  const engines = shallowRef<readonly EngineInfo[]>([]);
  const sample = shallowRef<MachineSample | null>(null);
  const error = shallowRef<AppError | null>(null);
  /** Runs at whose start the engines were asked for. */
  const askedFor = new Set<string>();
  const measuring = shallowRef<EngineMeasuring | null>(null);
  /** The engine that `auto` takes in all trainings that were measured; null while there is none, or where they differ. */
  const engine = computed(() => {
    const taken = engines.value.filter(({ speeds }) => speeds.some(({ auto }) => auto !== null));
    return taken.length === 1 ? (taken[0] ?? null) : null;
  });

  async function load(): Promise<void> {
    try {
      // Each is shown as it comes: looking for GPUs can take long the first time.
      await Promise.all([
        client.call('app/info', {}).then((answer) => (info.value = answer)),
        client.call('engine/list', {}).then((answer) => (engines.value = answer)),
        client.call('machine/sample', {}).then((answer) => (sample.value = answer)),
      ]);
      error.value = null;
    } catch (thrown) {
      error.value = toAppError(thrown);
    }
  }

  /** Rejects with the AppError; `measuring` says how far it is. */
  async function measure(): Promise<void> {
    try {
      engines.value = await client.call('engine/measure', {});
    } finally {
      measuring.value = null;
    }
  }

  usePush('engine/changed', (next) => {
    engines.value = next.engines;
    measuring.value = next.measuring;
  });
  /** A run's worker measures the engines where nobody has: what it found is asked for once it trains. */
  usePush('run/changed', ({ id, state }) => {
    if (state !== 'training' || askedFor.has(id)) return;
    askedFor.add(id);
    void load();
  });
  usePush('machine/sampled', (next) => {
    sample.value = next;
  });
  onReconnected(() => void load());

  return { info, engines, engine, measuring, sample, error, load, measure };
});
