/** The host, its engines, and what the machine does now. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import type { EngineId } from '../../shared/recipe';
import type { AppInfo, EngineInfo, MachineSample } from '../../shared/machine';
import { onReconnected, useConnection, usePush } from './connection';

export const useMachineStore = defineStore('machine', () => {
  const { client } = useConnection();
  const info = shallowRef<AppInfo | null>(null);
  const engines = shallowRef<readonly EngineInfo[]>([]);
  const sample = shallowRef<MachineSample | null>(null);
  const error = shallowRef<AppError | null>(null);
  let isAsking = false;
  /** The engine that is measured now. */
  const measuring = shallowRef<EngineId | null>(null);
  /** The engine that `auto` takes; null while none has been measured. */
  const engine = computed(() => engines.value.find(({ auto }) => auto !== null) ?? null);

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
  /** A run's worker measures the engines when nobody has: what it found is asked for once it trains. */
  usePush('run/changed', ({ state }) => {
    if (state !== 'training' || engine.value !== null || isAsking) return;
    isAsking = true;
    void load().finally(() => {
      isAsking = false;
    });
  });
  usePush('machine/sampled', (next) => {
    sample.value = next;
  });
  onReconnected(() => void load());

  return { info, engines, engine, measuring, sample, error, load, measure };
});
