/** `file/choose`: the desktop's native dialog for a file. */
import type { Handler } from './handler';

export const fileChoose: Handler<'file/choose'> = async (request, { host }) => ({
  path: await host.chooseFile(request),
});
