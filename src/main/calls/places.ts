/** Calls about folders and files: what a folder holds, and the dialogs of the desktop. */
import { folderList } from './folder-list';
import type { HandlersOf } from './handler';

export const placeCalls: HandlersOf<'folder' | 'file'> = {
  /** The desktop's native dialog. */
  'folder/choose': async (request, { host }) => ({
    path: await host.chooseFolder(request),
  }),

  /** The desktop's native dialog for a file. */
  'file/choose': async (request, { host }) => ({
    path: await host.chooseFile(request),
  }),
  'folder/list': folderList,
};
