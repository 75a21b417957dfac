/** `backup`, and what `restore` does with such a file. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatBytes, formatCount } from '../../../shared/format';
import type { BackupInfo } from '../../../shared/registry';
import type { CommandSurroundings } from '../command-surroundings';
import { withWorkbench, type WorkspaceOption } from '../session';
import type { Terminal } from '../terminal';

export function addBackupCommand({ add, terminal }: CommandSurroundings): void {
  add('backup [file]', 'copy the registry, notes, mappings, templates and views into one file').action(
    (file: string | undefined, flags: WorkspaceOption) =>
      withWorkbench({ ...flags, terminal }, async (workbench) => {
        const backup = await workbench.call('backup/write', file === undefined ? {} : { to: resolve(file) });
        terminal.result(backup, `${backup.path}\n${backupText(backup)}\nTo have it back: cored restore FILE`);
      }),
  );
}

/** Whether `restore` was given the file of a backup, and not ids of what is in the bin. */
export function isBackup(given: readonly string[]): boolean {
  const [one = ''] = given;
  return given.length === 1 && statSync(one, { throwIfNoEntry: false })?.isFile() === true;
}

export async function restoreBackup(given: string, flags: WorkspaceOption, terminal: Terminal): Promise<void> {
  await withWorkbench({ ...flags, terminal }, async (workbench) => {
    const restored = await workbench.call('backup/restore', { path: resolve(given) });
    const lines = [
      `Restored: ${backupText(restored.backup)}`,
      ...restored.problems,
      `What was there before is kept as ${restored.keptAs}`,
    ];
    terminal.result(restored, lines.join('\n'));
  });
}

function backupText({ runs, files, sizeBytes, version, writtenAt }: BackupInfo): string {
  const what = `${formatCount(runs, 'run')} and ${formatCount(files, 'file')} of notes, mappings, templates and views`;
  return `${what}, ${formatBytes(sizeBytes)}, version ${version}, of ${writtenAt}.`;
}
