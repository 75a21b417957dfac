/** Entry of the desktop host: one window per workspace on the interface, with the calls behind it. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, session } from 'electron';
import pino, { type Logger } from 'pino';
import { toAppError } from '../../shared/errors';
import { findProgram } from '../find-program';
import { listRendererFiles } from '../server/renderer-files';
import { openWorkbench } from '../workbench';
import type { Workbench } from '../workbench-api';
import { describeProgram } from './about';
import { declareAppScheme, serveAppScheme } from './app-protocol';
import { windowArguments } from './arguments';
import { connectCalls } from './call-channel';
import { tellBeforeClosing } from './closing';
import { logDelays } from './delay-log';
import { endOnSignals } from './end-on-signals';
import { lockDown } from './lock-down';
import { setMenu } from './menu';
import { chooseFile, chooseFolder } from './path-dialogs';
import { createWindow, loadInterface } from './window';
import { windowOpenedLine } from './window-opened';

if (process.env['ELECTRON_RUN_AS_NODE']) {
  // A training worker asked for Electron as Node and got the whole program: a build without the RunAsNode fuse. Going on
  // would open a window that starts workers that open windows.
  process.stderr.write('The desktop program was started as a worker. Build it with the RunAsNode fuse on.\n');
  app.exit(1);
} else {
  start();
}

function start(): void {
  const started = windowArguments(process.argv, app.isPackaged);
  const { workspace, demo, announce } = started;
  // A profile, and with it a lock, for each workspace: two workspaces are two windows, one workspace is one.
  const profile = createHash('sha256').update(workspace).digest('hex').slice(0, 16);
  app.setPath('userData', join(app.getPath('appData'), 'CoReD Workbench', profile));
  mkdirSync(app.getPath('userData'), { recursive: true });
  const log = pino(pino.destination({ dest: join(app.getPath('userData'), 'desktop.log'), sync: true }));

  if (!app.requestSingleInstanceLock()) {
    // The first instance comes to the front.
    if (announce) process.stdout.write(`${windowOpenedLine}\n`);
    app.exit(0);
    return;
  }
  declareAppScheme();
  app.enableSandbox();
  // Not awaited at the top level: Electron is not ready before its entry has run to the end.
  app
    .whenReady()
    .then(async () => {
      const workbench = await open(workspace, log);
      if (started.logDelays) logDelays(log);
      if (announce) process.stdout.write(`${windowOpenedLine}\n`);
      if (demo) await startDemo(workbench);
    })
    .catch((error: unknown) => {
      const { message } = toAppError(error);
      log.error({ error }, message);
      // The command line reads the line; a window opened from its icon has only the box.
      if (announce) process.stderr.write(`${message}\n`);
      else dialog.showErrorBox('CoReD Workbench cannot open', message);
      app.exit(1);
    });
}

async function open(workspace: string, log: Logger): Promise<Workbench> {
  const { root, version } = findProgram();
  const files = await listRendererFiles(join(root, 'out', 'renderer'));
  const host = { kind: 'desktop', roots: null, chooseFolder, chooseFile } as const;
  const workbench = await openWorkbench({ workspace, host, log });

  serveAppScheme(files);
  lockDown(app, session.defaultSession, log);
  setMenu(workspace, log);
  const icon = join(root, 'resources', 'icon.png');
  describeProgram({ version, icon });
  const window = createWindow({
    preload: join(root, 'out', 'preload', 'bridge.cjs'),
    icon,
    workspace,
    statePath: join(app.getPath('userData'), 'window.json'),
    log,
  });
  const disconnect = connectCalls({ workbench, page: window.webContents, log });
  const closeWithoutAsking = tellBeforeClosing(window, workbench, log);
  endOnSignals(closeWithoutAsking, log);
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => {
    disconnect();
    void workbench.close().finally(() => app.quit());
  });
  await loadInterface(window);
  return workbench;
}

async function startDemo(workbench: Workbench): Promise<void> {
  try {
    await workbench.call('demo/start', {});
  } catch (error) {
    dialog.showErrorBox('The demo cannot be started', toAppError(error).message);
  }
}
