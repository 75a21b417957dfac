/** `serve` and `open`: the interface, in a browser or in the desktop window. */
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError, toAppError } from '../../../shared/errors';
import { launchDesktop } from '../../electron/launch-desktop';
import { openInBrowser } from '../../electron/open-in-browser';
import { findProgram } from '../../find-program';
import { startServer, type RunningServer } from '../../server/server';
import { noDialogs, type HostServices, type Workbench } from '../../workbench-api';
import { followRuns } from '../follow-runs';
import { collect, parsePort } from '../parse-values';
import type { CommandSurroundings } from '../command-surroundings';
import { matrixText } from '../run-report';
import { terminalLog, withWorkbench, type WorkspaceOption } from '../session';
import { showScans } from '../show-scans';
import type { Terminal } from '../terminal';

interface ServeFlags extends WorkspaceOption {
  readonly port?: number;
  readonly root: string[];
  readonly open?: boolean;
  readonly demo: boolean;
}

/** Always the same, so that a bookmark and a forwarded port stay good. */
const usualPort = 7420;

export function addHostCommands({ add, terminal }: CommandSurroundings): void {
  const port = ['--port <n>', `port on this machine; 0 takes any free one (default: ${usualPort}, else any)`] as const;
  const root = [
    '--root <dir>',
    'folder that the browser may use; can be repeated (default: your home folder)',
  ] as const;
  const demo = ['--demo', 'start the demo', false] as const;

  add('serve', 'serve the interface to a browser on this machine (or over an SSH tunnel)')
    .option(...port, parsePort)
    .option(...root, collect, [])
    .option('--open', 'open the default browser', false)
    .option(...demo)
    .action((flags: ServeFlags) => serve(flags, terminal));

  add('open', 'open the desktop window, or the interface in a browser where there is none')
    .option(...port, parsePort)
    .option(...root, collect, [])
    .option(...demo)
    .action((flags: ServeFlags) => openInterface(flags, terminal));
}

async function openInterface(flags: ServeFlags, terminal: Terminal): Promise<void> {
  const { workspace } = flags;
  const desktop = await launchDesktop({
    programFolder: findProgram().root,
    workspace: resolve(workspace),
    demo: false,
    environment: process.env,
    platform: process.platform,
    report: (line) => terminal.say(line),
  });
  if (!desktop.opened) {
    terminal.say(`No desktop window: ${desktop.reason}`);
    return serve({ ...flags, open: true }, terminal);
  }
  const interrupt = interruption();
  const closeWindow = () => desktop.close();
  interrupt.signal.addEventListener('abort', closeWindow);
  try {
    terminal.result({ window: true, workspace: resolve(workspace) }, 'CoReD Workbench is open in its window.');
    const isClosed = new AbortController();
    const closed = desktop.closed.finally(() => isClosed.abort());
    if (flags.demo) {
      await withWorkbench({ workspace, terminal, startsRuns: true }, async (workbench) => {
        await showDemo({ workbench, terminal, signal: isClosed.signal });
        await closed;
      });
    }
    const status = await closed;
    if (status !== 0) throw new AppError('internal', `The window ended with status ${status}.`);
  } finally {
    interrupt.end();
  }
}

async function serve(flags: ServeFlags, terminal: Terminal): Promise<void> {
  const roots = flags.root.length > 0 ? flags.root.map((root) => resolve(root)) : [homedir()];
  for (const root of roots) await refuseMissing(root);
  const host: HostServices = { kind: 'browser', roots, ...noDialogs };
  await withWorkbench({ workspace: flags.workspace, terminal, startsRuns: true, host }, async (workbench) => {
    const server = await listen(workbench, flags.port, terminal);
    const interrupt = interruption();
    const keys = process.stdin.isTTY ? createInterface({ input: process.stdin }) : null;
    try {
      terminal.result(
        { url: server.url, port: server.port, workspace: resolve(flags.workspace) },
        `CoReD Workbench: ${server.url}`,
      );
      // An address opens the workbench once: for a second browser, or after a lost one, there is another.
      keys?.on('line', () => terminal.say(`CoReD Workbench: ${server.newUrl()}`));
      if (flags.open === true) await openInBrowser(server.url, process.platform, process.env);
      if (flags.demo) {
        showDemo({ workbench, terminal, signal: interrupt.signal }).catch((error: unknown) => {
          const { code, message } = toAppError(error);
          if (code !== 'cancelled') terminal.say(`Error: The demo could not be started. ${message}`);
        });
      }
      await interrupt.happened;
      const { training } = await workbench.call('machine/sample', {});
      if (training > 0)
        terminal.say(`${training} trainings go on by themselves. Open the workbench again to see them.`);
    } finally {
      keys?.close();
      interrupt.end();
      await server.close();
    }
  });
}

/** The usual port may be taken by another workbench; one that a person asked for is not replaced by another. */
async function listen(workbench: Workbench, port: number | undefined, terminal: Terminal): Promise<RunningServer> {
  const options = {
    workbench,
    rendererFolder: join(findProgram().root, 'out', 'renderer'),
    log: terminalLog(terminal),
  };
  if (port !== undefined) return startServer({ ...options, port });
  try {
    return await startServer({ ...options, port: usualPort });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    return startServer({ ...options, port: 0 });
  }
}

async function showDemo(work: { workbench: Workbench; terminal: Terminal; signal: AbortSignal }): Promise<void> {
  const { workbench, terminal, signal } = work;
  const stopShowing = showScans(workbench, terminal);
  const experiment = await workbench.call('demo/start', {}).finally(stopShowing);
  const runs = await followRuns(
    work,
    experiment.runs.map(({ id }) => id),
  );
  if (!signal.aborted) for (const run of runs) terminal.say(matrixText(run));
}

async function refuseMissing(root: string): Promise<void> {
  const found = await stat(root).catch(() => null);
  if (found?.isDirectory() === true) return;
  throw new AppError('not-found', `The root "${root}" is not a folder. Give one that exists with --root DIR.`);
}

interface Interruption {
  readonly signal: AbortSignal;
  readonly happened: Promise<void>;
  end(): void;
}

/** Ctrl-C or a polite kill. */
function interruption(): Interruption {
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    happened: new Promise((resolve) => controller.signal.addEventListener('abort', () => resolve())),
    end() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
