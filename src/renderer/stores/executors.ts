/** Where runs can be started beside this machine. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import type { ExecutorsInfo, SlurmExecutor } from '../../shared/executor';
import { useConnection } from './connection';

export const useExecutorsStore = defineStore('executors', () => {
  const { client } = useConnection();
  const info = shallowRef<ExecutorsInfo | null>(null);
  const error = shallowRef<AppError | null>(null);

  async function load(): Promise<void> {
    try {
      info.value = await client.call('executor/list', {});
      error.value = null;
    } catch (thrown) {
      error.value = toAppError(thrown);
    }
  }

  /** Rejects with an AppError that names the field; then nothing is changed. */
  async function save(executors: readonly SlurmExecutor[]): Promise<void> {
    info.value = await client.call('executor/save', { executors: [...executors] });
  }

  return { info, error, load, save };
});
