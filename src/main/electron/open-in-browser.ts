/** Opens an address in the person's own browser. Runs without Electron. */
import { spawn } from 'node:child_process';
import { whyNoDisplay } from './find-desktop';

/** False when there is no display, or nothing here that opens addresses; the caller has printed the address anyway. */
export function openInBrowser(
  url: string,
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  if (whyNoDisplay(environment, platform) !== null) return Promise.resolve(false);
  const [command, ...args] = openerOf(platform, url);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true, env: { ...environment } });
    child.once('error', () => resolve(false));
    // Some openers stay as long as the browser does: one that has started counts.
    child.once('spawn', () => resolve(true));
    child.unref();
  });
}

function openerOf(platform: NodeJS.Platform, url: string): [string, ...string[]] {
  switch (platform) {
    case 'darwin':
      return ['open', url];
    case 'win32':
      // Not `start`, which is the shell's and would read the address's `&` as its own.
      return ['rundll32', 'url.dll,FileProtocolHandler', url];
    default:
      return ['xdg-open', url];
  }
}
