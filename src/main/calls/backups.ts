/** Calls about backups of the registry and of what people wrote. */
import { restoreBackup, writeBackup } from '../runs/backups';
import type { HandlersOf } from './handler';

export const backupCalls: HandlersOf<'backup'> = {
  'backup/write': async ({ to }, { paths, registry }) =>
    writeBackup(registry, to === undefined ? null : await paths.allow(to)),

  'backup/restore': async ({ path }, { imports, paths, push, registry, supervisor, workspace }) => {
    const restored = await restoreBackup(registry, await paths.allow(path), workspace.runsFolder);
    push('registry/health', { damage: null });
    imports.tryAgain();
    await supervisor.pass();
    return restored;
  },
};
