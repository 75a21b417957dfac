/** Fetches Electron's binary with the package's own script; gives up soon where there is no network. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { electronPackageFolder } from './find-desktop';

type Environment = Readonly<Record<string, string | undefined>>;

interface FetchOptions {
  readonly environment: Environment;
  /** One line for the person. */
  report(line: string): void;
  /** Gives it up. */
  readonly signal?: AbortSignal;
  /** Default: the electron package's install.js. */
  readonly script?: string;
  /** For this long a machine without network keeps the person waiting. */
  readonly offlineLimitMs?: number;
  /** For this long a slow download does. */
  readonly limitMs?: number;
}

const defaultOrigin = 'https://github.com';

/** Null when the binary is here now; else why not. */
export async function fetchDesktop(options: FetchOptions): Promise<string | null> {
  const { environment, report, offlineLimitMs = 5_000, limitMs = 180_000 } = options;
  const folder = electronPackageFolder();
  if (folder === null) return 'The package electron is not installed.';
  report("Fetching Electron's binary for the desktop window (about 110 MB, only once) ...");

  const child = spawn(process.execPath, [options.script ?? join(folder, 'install.js')], {
    cwd: folder,
    env: { ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(`It could not be fetched: ${error.message}.`));
    child.once('exit', (code) => resolve(code === 0 ? null : `It could not be fetched: ${firstLine(said)}`));
  });

  const timers: NodeJS.Timeout[] = [];
  const after = (ms: number, reason: string) =>
    new Promise<string>((resolve) => timers.push(setTimeout(() => resolve(reason), ms)));
  // A binary that lies in the download cache needs no network: the script gets its chance in any case.
  const offline = after(offlineLimitMs, `${originOf(environment)} cannot be reached from here.`);
  const tooLate = isReachable(originOf(environment), offlineLimitMs).then((reachable) =>
    reachable ? after(limitMs, `It was not here after ${Math.round(limitMs / 1000)} s.`) : offline,
  );
  const givenUp = new Promise<string>((resolve) => {
    options.signal?.addEventListener('abort', () => resolve('It was not waited for.'), { once: true });
  });
  const reason = await Promise.race([ended, tooLate, givenUp]);
  for (const timer of timers) clearTimeout(timer);
  child.kill();
  return reason;
}

/** Any answer counts, also a refusal: the network is there. */
async function isReachable(origin: string, limitMs: number): Promise<boolean> {
  try {
    await fetch(origin, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(limitMs) });
    return true;
  } catch {
    return false; // the caller says so
  }
}

/** Mirrors as @electron/get takes them. */
function originOf(environment: Environment): string {
  const mirror =
    environment['ELECTRON_MIRROR'] ??
    environment['npm_config_electron_mirror'] ??
    environment['NPM_CONFIG_ELECTRON_MIRROR'];
  return mirror !== undefined && URL.canParse(mirror) ? new URL(mirror).origin : defaultOrigin;
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] || 'the script says nothing more.';
}
