/** Opens the desktop window from the command line, or says in a sentence why it cannot. Runs without Electron. */
import { spawn } from 'node:child_process';
import { fetchDesktop } from './fetch-desktop';
import { findDesktop, whyNoDisplay } from './find-desktop';
import { windowOpenedLine } from './window-opened';

export interface DesktopRequest {
  /** Where package.json and out/ lie. */
  readonly programFolder: string;
  readonly workspace: string;
  /** The window starts the demo; leave it false where the caller has started it. */
  readonly demo: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** One line for the person, on what takes long. */
  report(line: string): void;
  /** Gives up the start; a window that is open is left to `close`. */
  readonly signal?: AbortSignal;
  /** For this long the window may take to open. */
  readonly openLimitMs?: number;
}

export type DesktopLaunch =
  /** `closed` resolves to the exit status when the window is gone; `close` asks it to go, `kill` ends it at once. */
  | { readonly opened: true; readonly closed: Promise<number>; close(): void; kill(): void }
  | { readonly opened: false; readonly reason: string };

/** Fetches the binary when it is missing. Never throws: the browser host is there for every reason. */
export async function launchDesktop(request: DesktopRequest): Promise<DesktopLaunch> {
  const { environment, platform, report, signal } = request;
  const noDisplay = whyNoDisplay(environment, platform);
  if (noDisplay !== null) return { opened: false, reason: noDisplay };

  let desktop = findDesktop(environment);
  if (desktop.executable === null && desktop.canFetch) {
    const reason = await fetchDesktop({ environment, report, ...(signal && { signal }) });
    if (reason !== null) return { opened: false, reason: `${desktop.reason} ${reason}` };
    desktop = findDesktop(environment);
  }
  if (desktop.executable === null) return { opened: false, reason: desktop.reason };
  if (signal?.aborted === true) return { opened: false, reason: 'The desktop window was not waited for.' };
  return openWindow(desktop.executable, request);
}

/** Resolves when the window says that it is open, or when its process ends or is silent instead. */
function openWindow(executable: string, request: DesktopRequest): Promise<DesktopLaunch> {
  const { programFolder, workspace, demo, environment, signal, openLimitMs = 30_000 } = request;
  // Set where our own worker or a test runs Electron as Node; the window needs it as Electron.
  const windowEnvironment = { ...environment, ELECTRON_RUN_AS_NODE: undefined };
  const child = spawn(
    executable,
    [programFolder, '--announce', '--workspace', workspace, ...(demo ? ['--demo'] : [])],
    {
      env: windowEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const closed = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  let said = '';
  return new Promise((resolve) => {
    const fail = (what: string) => {
      clearTimeout(timer);
      child.kill();
      const lastLine = said.trim().split('\n').at(-1);
      resolve({ opened: false, reason: `The desktop window ${what}${lastLine ? `: ${lastLine}` : '.'}` });
    };
    const giveUp = () => fail('was not waited for');
    signal?.addEventListener('abort', giveUp, { once: true });
    const timer = setTimeout(() => fail(`did not open within ${Math.round(openLimitMs / 1000)} s`), openLimitMs);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    child.once('exit', (code, killer) => fail(`ended at once (${code === null ? killer : `status ${code}`})`));
    // Read on, so that the pipe never fills; Chromium's own messages are of no use to the person.
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
      if (!output.includes(windowOpenedLine)) return;
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      resolve({ opened: true, closed, close: () => child.kill(), kill: () => child.kill('SIGKILL') });
    });
  });
}
