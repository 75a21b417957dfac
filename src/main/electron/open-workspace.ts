/** Opens another workspace: in a process and a window of its own, for each workspace has its own profile and lock. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import type { Logger } from 'pino';
import { programName } from '../../shared/window-title';
import { chooseFolder } from './path-dialogs';

/** Where the workspace is open already, its window comes to the front. */
export function openWorkspaceWindow(workspace: string, log: Logger): void {
  const { executable, args } = ownProgram();
  const child = spawn(executable, [...args, `--workspace=${workspace}`], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined },
  });
  child.once('error', (error) => {
    log.error({ workspace, error }, 'Another workspace could not be opened');
    dialog.showErrorBox('The workspace cannot be opened', `${workspace}\n\n${error.message}`);
  });
  child.unref();
}

/** Asks for the folder, beside the workspace that is open, and once more before a folder of something else is made a workspace. */
export async function chooseWorkspace(window: BrowserWindow, open: string, log: Logger): Promise<void> {
  const folder = await chooseFolder({ title: 'Open a workspace', from: dirname(open) });
  if (folder === null) return;
  if (!isWorkspaceOrEmpty(folder)) {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      title: programName,
      message: 'This folder is not a workspace yet',
      detail: `${folder} holds other files. They stay as they are; the workbench would put its registry, runs and datasets beside them.`,
      buttons: ['Make it a workspace', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
    });
    if (response !== 0) return;
  }
  openWorkspaceWindow(folder, log);
}

export function isWorkspaceOrEmpty(folder: string): boolean {
  if (existsSync(join(folder, 'registry.sqlite')) || existsSync(join(folder, 'runs'))) return true;
  return readdirSync(folder).length === 0;
}

function ownProgram(): { executable: string; args: readonly string[] } {
  // An AppImage is unmounted when its first process ends: its file is started, not what is mounted.
  const executable = process.env['APPIMAGE'] ?? process.execPath;
  return { executable, args: app.isPackaged ? [] : [app.getAppPath()] };
}
