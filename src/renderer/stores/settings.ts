/** What the person set, and what is known of a newer version; kept current by pushes. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { toAppError, type AppError } from '../../shared/errors';
import type { SettingsChange, SettingsInfo } from '../../shared/settings';
import { onReconnected, useConnection, usePush } from './connection';

export const useSettingsStore = defineStore('settings', () => {
  const { client } = useConnection();
  const info = shallowRef<SettingsInfo | null>(null);
  const error = shallowRef<AppError | null>(null);
  /** The newer version, where there is one and the person wants to know. */
  const newer = computed(() => {
    const found = info.value;
    return found?.settings.checksForUpdates && found.update.state === 'newer' ? found.update.version : null;
  });

  async function load(): Promise<void> {
    try {
      info.value = await client.call('settings/get', {});
      error.value = null;
    } catch (thrown) {
      error.value = toAppError(thrown);
    }
  }

  /** Shows the change at once, and takes it back when it cannot be saved; then rejects with the AppError. */
  async function save(change: SettingsChange): Promise<void> {
    const before = info.value;
    if (before) info.value = { ...before, settings: { ...before.settings, ...change } };
    try {
      info.value = await client.call('settings/save', { change });
    } catch (thrown) {
      info.value = before;
      throw thrown;
    }
  }

  usePush('settings/changed', (next) => {
    info.value = next;
  });
  onReconnected(() => void load());

  return { info, error, newer, load, save };
});
