/** Entry of the desktop host: one window per workspace on the interface, with the calls behind it. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog, session } from 'electron';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { toAppError } from '../../shared/errors';
import { findEntry, findProgram } from '../find-program';
import { openLog } from '../logs/log-file';
import { listRendererFiles } from '../server/renderer-files';
import { openWorkbench } from '../workbench';
import type { Workbench } from '../workbench-api';
import { describeProgram } from './about';
import { declareAppScheme, serveAppScheme } from './app-protocol';
import { appId } from './app-id';
import { windowArguments, type WindowArguments } from './arguments';
import { AskedPaths } from './asked-paths';
import { connectCalls } from './call-channel';
import { tellBeforeClosing } from './closing';
import { logDelays } from './delay-log';
import { endOnSignals } from './end-on-signals';
import { firstView, joinDesktop, openAskedPaths, type SecondStart } from './join-desktop';
import { lockDown } from './lock-down';
import { chooseFile, chooseFolder } from './path-dialogs';
import { watchProcess } from './process-errors';
import { lookForUpdates } from './updates/look-for-updates';
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
  const { isPackaged } = app;
  const program = { isPackaged, folder: app.getAppPath(), environment: process.env };
  const started = windowArguments(process.argv, program);
  const { workspace, file, demo, announce } = started;
  const asked = new AskedPaths(app);
  if (file !== null) asked.take(file);
  if (process.platform === 'win32') app.setAppUserModelId(appId);
  // A profile, and with it a lock, for each workspace: two workspaces are two windows, one workspace is one.
  const profile = createHash('sha256').update(workspace).digest('hex').slice(0, 16);
  app.setPath('userData', join(app.getPath('appData'), 'CoReD Workbench', profile));
  mkdirSync(app.getPath('userData'), { recursive: true });
  if (!app.requestSingleInstanceLock({ file } satisfies z.infer<typeof SecondStart>)) {
    // The first instance comes to the front, with the file.
    if (announce) process.stdout.write(`${windowOpenedLine}\n`);
    app.exit(0);
    return;
  }
  const logPath = join(app.getPath('userData'), 'desktop.log');
  const log = openLog(logPath);
  watchProcess({ log, logPath });
  declareAppScheme();
  app.enableSandbox();
  // Not awaited at the top level: Electron is not ready before its entry has run to the end.
  app
    .whenReady()
    .then(async () => {
      const workbench = await open(started, { asked, log, logPath });
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

async function open(
  { workspace, devTools }: WindowArguments,
  { asked, log, logPath }: { asked: AskedPaths; log: Logger; logPath: string },
): Promise<Workbench> {
  const { root, version } = findProgram();
  const files = await listRendererFiles(join(root, 'out', 'renderer'));
  const updates = await lookForUpdates({ root, version, log });
  const host = { kind: 'desktop', roots: null, chooseFolder, chooseFile, logPath, updates: updates.host } as const;
  const workbench = await openWorkbench({ workspace, host, log, readingScript: findEntry('reading-thread.js') });

  serveAppScheme(files);
  lockDown(app, session.defaultSession, log);
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
  const parts = { window, workbench, workspace, asked, devTools, log, logPath };
  joinDesktop(parts);
  const looking = updates.follow(workbench);
  app.on('window-all-closed', () => {
    looking.stop();
    disconnect();
    void workbench.close().finally(() => app.quit());
  });
  await loadInterface(window, firstView(parts));
  openAskedPaths(parts);
  return workbench;
}

async function startDemo(workbench: Workbench): Promise<void> {
  try {
    await workbench.call('demo/start', {});
  } catch (error) {
    dialog.showErrorBox('The demo cannot be started', toAppError(error).message);
  }
}
