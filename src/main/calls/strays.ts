/** Calls about folders among the runs that name another run. */
import { join } from 'node:path';
import { importRun } from '../runs/import-run';
import { adoptStray, listStrays } from '../runs/stray-folders';
import type { HandlersOf } from './handler';

export const strayCalls: HandlersOf<'stray'> = {
  /** A folder that the registry knows by its name held that run when it was taken in, and need not be read again. */
  'stray/list': (_, { registry, workspace }) => {
    const known = registry.runs.revisions();
    return listStrays(workspace.runsFolder, (name) => known.has(name));
  },

  /** Gives the folder an id of its own and takes it in as a run. */
  'stray/adopt': async ({ folder }, { registry, supervisor, workspace }) => {
    const id = await adoptStray(workspace.runsFolder, folder);
    await importRun(registry, join(workspace.runsFolder, id));
    await supervisor.pass();
    return registry.runs.get(id);
  },
};
