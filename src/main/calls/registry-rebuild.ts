/** `registry/rebuild`: the runs in the database made anew from the run folders. */
import { rebuildRegistry } from '../runs/rebuild-registry';
import type { Handler } from './handler';

export const registryRebuild: Handler<'registry/rebuild'> = async (_, { recipes, registry, supervisor, workspace }) => {
  const outcome = await rebuildRegistry(workspace.runsFolder, { recipes, registry });
  await supervisor.pass();
  return outcome;
};
