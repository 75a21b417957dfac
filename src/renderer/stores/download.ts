/** Hands exported files to the person's own machine, where the workbench runs on another or in a browser. */
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { useConnection } from './connection';
import { useMachineStore } from './machine';

export const useDownloadStore = defineStore('download', () => {
  const { client } = useConnection();
  const machine = useMachineStore();
  /** In the desktop window the files lie where the person put them. */
  const isOffered = computed(() => machine.info?.host === 'browser');

  /** Files of an export; several come as one zip. Rejects with the AppError. */
  async function download(files: readonly string[]): Promise<void> {
    const { path } = await client.call('download/offer', { files: [...files] });
    const link = document.createElement('a');
    link.href = path;
    link.download = '';
    link.click();
  }

  return { isOffered, download };
});
