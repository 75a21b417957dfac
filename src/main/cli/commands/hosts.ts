/** `serve` and `open`: the interface, in a browser or in the desktop window. */
import { mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { AppError, toAppError } from '../../../shared/errors';
import { formatCount } from '../../../shared/format';
import { launchDesktop, type DesktopLaunch } from '../../electron/launch-desktop';
import { openInBrowser } from '../../electron/open-in-browser';
import { findProgram } from '../../find-program';
import { watchInterruption, type Interruption } from '../../interruption';
import { openLog, usualLimits } from '../../logs/log-file';
import { createDownloads } from '../../server/downloads';
import { writeHandoverPage, type HandoverPage } from '../../server/handover-page';
import { callLimitsOf } from '../../server/call-gate';
import { startServer, type RunningServer, type ServerOptions } from '../../server/server';
import { Sessions, usualSessionLimits } from '../../server/sessions';
import { Users } from '../../server/users';
import { noDialogs, type HostServices, type Workbench } from '../../workbench-api';
import { followRuns } from '../follow-runs';
import { collect, parsePort, parsePositive, parseProxy } from '../parse-values';
import type { CommandSurroundings } from '../command-surroundings';
import { matrixText } from '../run-report';
import { terminalLog, withWorkbench, type WorkspaceOption } from '../session';
import { sessionsText } from '../sessions-text';
import { showScans } from '../show-scans';
import type { Terminal } from '../terminal';

interface ServeFlags extends WorkspaceOption {
  readonly port?: number;
  readonly root: string[];
  readonly open?: boolean;
  readonly users?: string;
  readonly behindProxy?: URL;
  readonly idleHours?: number;
  readonly sessionHours?: number;
  readonly callsPerSecond?: number;
  readonly demo: boolean;
}

/** Always the same, so that a bookmark and a forwarded port stay good. */
const usualPort = 7420;
const hourMs = 3_600_000;
const accessLogBytes = 8 << 20;

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
    .option('--users <file>', 'let the users of this file log in by their tokens, see cored token')
    .option(
      '--behind-proxy <address>',
      'people open this address of a proxy, which ends TLS: https://cored.lab.example',
      parseProxy,
    )
    .option('--idle-hours <n>', 'a session ends when it was not used for so long (default: 12)', parsePositive)
    .option(
      '--calls-per-second <n>',
      'of one session, which may also ask for six times as many at once (default: 50)',
      parsePositive,
    )
    .option('--session-hours <n>', 'a session ends after so long in any case (default: 168)', parsePositive)
    .option(...demo)
    .action((flags: ServeFlags) => serve(flags, terminal));

  add('open', 'open the desktop window, or the interface in a browser where there is none')
    .option(...port, parsePort)
    .option(...root, collect, [])
    .option(...demo)
    .action((flags: ServeFlags) => openInterface(flags, terminal));
}

async function openInterface(flags: ServeFlags, terminal: Terminal): Promise<void> {
  const workspace = resolve(flags.workspace);
  const interrupt = watchInterruption();
  try {
    const desktop = await launchDesktop({
      programFolder: findProgram().root,
      workspace,
      demo: false,
      environment: process.env,
      platform: process.platform,
      report: (line) => terminal.say(line),
      signal: interrupt.signal,
    });
    if (desktop.opened) return await followWindow(desktop, { flags, terminal, interrupt });
    if (interrupt.signal.aborted) return;
    terminal.say(`No desktop window: ${desktop.reason}`);
  } finally {
    interrupt.end();
  }
  return serve({ ...flags, open: true }, terminal);
}

/** Until the window is closed, by the person or because this command was told to end. */
async function followWindow(
  desktop: Extract<DesktopLaunch, { opened: true }>,
  { flags, terminal, interrupt }: { flags: ServeFlags; terminal: Terminal; interrupt: Interruption },
): Promise<void> {
  const { workspace } = flags;
  interrupt.signal.addEventListener('abort', () => desktop.close());
  interrupt.again.addEventListener('abort', () => desktop.kill());
  // Told to end between the window's last word and this line.
  if (interrupt.signal.aborted) desktop.close();
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
  // A window that a person closes has told it itself.
  if (interrupt.signal.aborted) {
    await withWorkbench({ workspace, terminal }, (workbench) => sayWhatGoesOn(workbench, terminal));
  } else if (status !== 0) {
    throw new AppError('internal', `The window ended with status ${status}.`);
  }
}

async function sayWhatGoesOn(workbench: Workbench, terminal: Terminal): Promise<void> {
  const { training } = await workbench.call('machine/sample', {});
  if (training === 0) return;
  const [goes, it] = training === 1 ? ['goes', 'it'] : ['go', 'them'];
  terminal.say(`${formatCount(training, 'training')} ${goes} on. Open the workbench again to see ${it}.`);
}

async function serve(flags: ServeFlags, terminal: Terminal): Promise<void> {
  const roots = flags.root.length > 0 ? flags.root.map((root) => resolve(root)) : [homedir()];
  for (const root of roots) await refuseMissing(root);
  const downloads = createDownloads();
  const sessions = new Sessions({
    idleMs: flags.idleHours === undefined ? usualSessionLimits.idleMs : flags.idleHours * hourMs,
    longestMs: flags.sessionHours === undefined ? usualSessionLimits.longestMs : flags.sessionHours * hourMs,
  });
  const users = flags.users === undefined ? null : await usersIn(resolve(flags.users));
  const host: HostServices = { kind: 'browser', roots, sessions, downloads, ...noDialogs };
  await withWorkbench({ workspace: flags.workspace, terminal, startsRuns: true, host }, async (workbench) => {
    const server = await listen(flags.port, {
      workbench,
      sessions,
      downloads,
      rendererFolder: join(findProgram().root, 'out', 'renderer'),
      log: terminalLog(terminal, flags.workspace),
      ...(users !== null && { users }),
      ...(flags.behindProxy !== undefined && { behind: flags.behindProxy }),
      ...(flags.callsPerSecond !== undefined && { callLimits: callLimitsOf(flags.callsPerSecond) }),
      ...(await accessLogIn(resolve(flags.workspace), terminal)),
    });
    let handover: HandoverPage | null = null;
    const interrupt = watchInterruption();
    const keys = process.stdin.isTTY ? createInterface({ input: process.stdin }) : null;
    try {
      terminal.result(
        { url: server.url, port: server.port, workspace: resolve(flags.workspace) },
        `CoReD Workbench: ${server.url}`,
      );
      // An address opens the workbench once: for a second browser, or after a lost one, there is another.
      keys?.on('line', (line) =>
        terminal.say(line.trim() === 'sessions' ? sessionsText(sessions) : `CoReD Workbench: ${server.newUrl()}`),
      );
      if (keys !== null)
        terminal.say(
          'Open it in a browser. It works once: press Enter for another. "sessions" lists who uses it. Ctrl+C ends.',
        );
      if (flags.open === true) handover = await openServed(server.url, resolve(flags.workspace));
      if (flags.demo) {
        showDemo({ workbench, terminal, signal: interrupt.signal }).catch((error: unknown) => {
          const { code, message } = toAppError(error);
          if (code !== 'cancelled') terminal.say(`Error: The demo could not be started. ${message}`);
        });
      }
      await hasAborted(interrupt.signal);
      await sayWhatGoesOn(workbench, terminal);
    } finally {
      keys?.close();
      interrupt.end();
      await handover?.remove();
      await server.close();
    }
  });
}

/** Null where nothing opens it: the address is on the terminal. The page is of use until the token is used; it goes with the server. */
async function openServed(url: string, workspace: string): Promise<HandoverPage | null> {
  const page = await writeHandoverPage(url, workspace);
  if (await openInBrowser(page.url, process.platform, process.env)) return page;
  await page.remove();
  return null;
}

/** The usual port may be taken by another workbench; one that a person asked for is not replaced by another. */
async function listen(port: number | undefined, options: Omit<ServerOptions, 'port'>): Promise<RunningServer> {
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
  const started = workbench.call('demo/start', {}).finally(stopShowing);
  // Who leaves while the demo is made does not wait for it: the workbench cancels it as it closes.
  const experiment = await Promise.race([started, hasAborted(signal)]);
  if (experiment === undefined || signal.aborted) return;
  const runs = await followRuns(
    work,
    experiment.runs.map(({ id }) => id),
  );
  if (!signal.aborted) for (const run of runs) terminal.say(matrixText(run));
}

/** A file that is not there is no slip of a name only where `cored token add` has not been called yet: it is said. */
async function usersIn(path: string): Promise<Users> {
  const users = new Users(path);
  if ((await users.list()).length > 0) return users;
  throw new AppError('not-found', `"${path}" has no users. Add one with cored token add NAME --users "${path}".`);
}

/** Who did what, beside the workspace's runs; a workspace that cannot be written has none. */
async function accessLogIn(workspace: string, terminal: Terminal): Promise<Pick<ServerOptions, 'accessLog'>> {
  const folder = join(workspace, 'logs');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return { accessLog: openLog(join(folder, 'access.log'), 'info', { ...usualLimits, bytes: accessLogBytes }) };
  } catch (error) {
    terminal.say(`Warning: who uses the workbench is not written down (${String(error)}).`);
    return {};
  }
}

async function refuseMissing(root: string): Promise<void> {
  const found = await stat(root).catch(() => null);
  if (found?.isDirectory() === true) return;
  throw new AppError('not-found', `The root "${root}" is not a folder. Give one that exists with --root DIR.`);
}

function hasAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
