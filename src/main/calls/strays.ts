/** Calls about folders among the runs that name another run. */
import { join } from 'node:path';
import { importRun } from '../runs/import-run';
import { adoptStray, listStrays } from '../runs/stray-folders';
import type { HandlersOf } from './handler';

export const strayCalls: HandlersOf<'stray'> = {
  'stray/list': (_, { workspace }) => listStrays(workspace.runsFolder),

  /** Gives the folder an id of its own and takes it in as a run. */
  'stray/adopt': async ({ folder }, { registry, supervisor, workspace }) => {
    const id = await adoptStray(workspace.runsFolder, folder);
    await importRun(registry, join(workspace.runsFolder, id));
    await supervisor.pass();
    return registry.runs.get(id);
  },
};
