/** Asks the person for a folder or a file: the native dialog on the desktop, our own browser of folders elsewhere. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { useConnection } from './connection';
import { useMachineStore } from './machine';

export interface FolderRequest {
  readonly title: string;
  readonly wants: 'folder' | 'weights-file';
  readonly answer: (path: string | null) => void;
}

export const useFolderRequestStore = defineStore('folder-request', () => {
  const { client } = useConnection();
  const machine = useMachineStore();
  const open = shallowRef<FolderRequest | null>(null);

  /** Null when the person cancels. */
  async function chooseFolder(title: string): Promise<string | null> {
    const host = (machine.info ?? (await client.call('app/info', {}))).host;
    if (host === 'desktop') return (await client.call('folder/choose', { title })).path;
    return browse(title, 'folder');
  }

  function browse(title: string, wants: FolderRequest['wants']): Promise<string | null> {
    open.value?.answer(null);
    return new Promise((resolve) => {
      open.value = {
        title,
        wants,
        answer: (path) => {
          open.value = null;
          resolve(path);
        },
      };
    });
  }

  return { open, chooseFolder, browse };
});
