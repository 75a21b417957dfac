/** `app/info`: which workbench this is, where it works and with what. */
import { availableParallelism } from 'node:os';
import type { Handler } from './handler';

export const appInfo: Handler<'app/info'> = (_, { host, paths, slots, versions, workspace }) => ({
  version: versions['workbench'] ?? 'unknown',
  host: host.kind,
  workspace: workspace.path,
  roots: [...(paths.roots ?? [])],
  cores: availableParallelism(),
  slots,
  versions: { ...versions },
});
