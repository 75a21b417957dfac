/** `app/info`: which workbench this is, where it works and with what. */
import { availableParallelism } from 'node:os';
import type { Handler } from './handler';

export const appInfo: Handler<'app/info'> = async (_, { host, paths, slots, version, versions, workspace }) => ({
  version,
  host: host.kind,
  workspace: workspace.path,
  roots: [...(paths.roots ?? [])],
  cores: availableParallelism(),
  slots,
  versions: await versions(),
});
