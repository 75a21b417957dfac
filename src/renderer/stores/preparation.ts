/** The preparation of videos that is under way or was last, and whether its tools are here; kept current by pushes. */
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { Preparation, PreparationRequest, PreparationTools } from '../../shared/preparation';
import { toAppError, type AppError } from '../../shared/errors';
import { onReconnected, useConnection, usePush } from './connection';

export const usePreparationStore = defineStore('preparation', () => {
  const { client } = useConnection();
  const current = shallowRef<Preparation | null>(null);
  const tools = shallowRef<PreparationTools | null>(null);
  const error = shallowRef<AppError | null>(null);
  const isLoaded = ref(false);

  /** Progress may arrive late: what has ended does not run again. */
  function put(preparation: Preparation): void {
    const known = current.value;
    const isSame = known?.startedAt === preparation.startedAt;
    if (isSame && known?.state !== 'running' && preparation.state === 'running') return;
    current.value = preparation;
  }

  async function load(): Promise<void> {
    try {
      current.value = (await client.call('preparation/get', {})).preparation;
      tools.value = await client.call('preparation/tools', {});
      isLoaded.value = true;
      error.value = null;
    } catch (thrown) {
      error.value = toAppError(thrown);
    }
  }

  async function start(request: PreparationRequest): Promise<void> {
    put(await client.call('preparation/start', request));
  }

  async function stop(): Promise<void> {
    const { preparation } = await client.call('preparation/stop', {});
    if (preparation !== null) put(preparation);
  }

  usePush('preparation/changed', put);
  onReconnected(() => void load());

  return { current, tools, error, isLoaded, load, start, stop };
});
