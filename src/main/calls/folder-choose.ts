/** `folder/choose`: the desktop's native dialog. */
import type { Handler } from './handler';

export const folderChoose: Handler<'folder/choose'> = async (request, { host }) => ({
  path: await host.chooseFolder(request),
});
