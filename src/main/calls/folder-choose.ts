/** `folder/choose`: the desktop's native dialog. */
import type { Handler } from './handler';

export const folderChoose: Handler<'folder/choose'> = async ({ title }, { host }) => ({
  path: await host.chooseFolder(title),
});
