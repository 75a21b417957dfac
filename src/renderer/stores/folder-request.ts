/** Asks the person for a folder or a file: the native dialog on the desktop, our own browser of folders elsewhere. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { bundleFilter, weightsFilter } from '../../shared/dialog';
import { useConnection } from './connection';
import { rememberFocus } from './kept-focus';
import { folderOf, lastFolder, rememberFolder } from './last-folders';
import { useMachineStore } from './machine';

/** What a path is asked for. Each begins where it ended the last time. */
const purposes = {
  dataset: { title: 'Choose a dataset folder', wants: 'folder' },
  images: { title: 'Choose a folder with real and fake images', wants: 'folder' },
  videos: { title: 'Choose a folder of videos', wants: 'folder' },
  prepared: { title: 'Choose the folder that the task is written to', wants: 'folder' },
  weights: { title: 'Choose a weights file', wants: 'weights-file' },
  bundle: { title: 'Choose a bundle of a run', wants: 'bundle-file' },
  'export-bundle': { title: 'Write the bundle into a folder', wants: 'folder' },
  'export-weights': { title: 'Export the weights to a folder', wants: 'folder' },
  'export-comparison': { title: 'Export the comparison to a folder', wants: 'folder' },
  'hand-on': { title: 'Write into a folder', wants: 'folder' },
} as const;
export type Purpose = keyof typeof purposes;

interface Wish {
  readonly title: string;
  readonly wants: 'folder' | 'weights-file' | 'bundle-file';
  /** The folder to begin in; null: where the host likes. */
  readonly from: string | null;
}

export interface FolderRequest extends Wish {
  /** To whoever had it when the path was asked for. */
  readonly giveFocusBack: () => void;
  readonly answer: (path: string | null) => void;
}

export const useFolderRequestStore = defineStore('folder-request', () => {
  const { client } = useConnection();
  const machine = useMachineStore();
  const open = shallowRef<FolderRequest | null>(null);

  /** Null when the person cancels. */
  async function choose(purpose: Purpose): Promise<string | null> {
    const giveFocusBack = rememberFocus();
    const wish = { ...purposes[purpose], from: lastFolder(purpose) };
    const { host } = machine.info ?? (await client.call('app/info', {}));
    const path = await (host === 'desktop' ? askSystem(wish) : browse({ ...wish, giveFocusBack }));
    if (path !== null) rememberFolder(purpose, wish.wants === 'folder' ? path : folderOf(path));
    return path;
  }

  async function askSystem({ title, from, wants }: Wish): Promise<string | null> {
    if (wants === 'folder') return (await client.call('folder/choose', { title, from })).path;
    const filter = wants === 'bundle-file' ? bundleFilter : weightsFilter;
    return (await client.call('file/choose', { title, from, filters: [filter] })).path;
  }

  function browse(wish: Omit<FolderRequest, 'answer'>): Promise<string | null> {
    open.value?.answer(null);
    return new Promise((resolve) => {
      open.value = {
        ...wish,
        answer: (path) => {
          open.value = null;
          resolve(path);
        },
      };
    });
  }

  return { open, choose };
});
