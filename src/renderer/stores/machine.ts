/** The host, its engines, and what the machine does now. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import type { AppInfo, EngineInfo, MachineSample } from '../../shared/machine';
import { onReconnected, useConnection, usePush } from './connection';

export const useMachineStore = defineStore('machine', () => {
  const { client } = useConnection();
  const info = shallowRef<AppInfo | null>(null);
  const engines = shallowRef<readonly EngineInfo[]>([]);
  const sample = shallowRef<MachineSample | null>(null);
  const error = shallowRef<AppError | null>(null);
  /** The engine that `auto` takes: the first of the list that works. */
  const engine = computed(() => engines.value.find((candidate) => candidate.available) ?? null);

  async function load(): Promise<void> {
    try {
      [info.value, engines.value, sample.value] = await Promise.all([
        client.call('app/info', {}),
        client.call('engine/list', {}),
        client.call('machine/sample', {}),
      ]);
      error.value = null;
    } catch (thrown) {
      error.value = toAppError(thrown);
    }
  }

  usePush('machine/sampled', (next) => {
    sample.value = next;
  });
  onReconnected(() => void load());

  return { info, engines, engine, sample, error, load };
});
