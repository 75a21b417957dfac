/** `registry/rebuild`: the runs in the database made anew from the run folders. */
import { rebuildRegistry } from '../runs/rebuild-registry';
import type { Handler } from './handler';

export const registryRebuild: Handler<'registry/rebuild'> = async (_, { registry, supervisor, workspace }) => {
  const outcome = await rebuildRegistry(registry, workspace.runsFolder);
  await supervisor.pass();
  return outcome;
};
