/** Which desktop programs look for a newer version, and when: packaged ones that know whom to ask, where a person lets them. */
import { join } from 'node:path';
import { app, net, shell } from 'electron';
import type { Logger } from 'pino';
import { AppError, toAppError } from '../../../shared/errors';
import { personFolder } from '../../person-folder';
import type { HostUpdates, Workbench } from '../../workbench-api';
import { releasesAddress } from './releases-address';
import { UpdateCheck } from './update-check';

interface Updates {
  readonly host: HostUpdates;
  /** Looks now, every hour whether a day has passed, and when the setting is changed; until `stop`. */
  follow(workbench: Workbench): { stop(): void };
}

const lookMs = 3_600_000;

export async function lookForUpdates(program: { root: string; version: string; log: Logger }): Promise<Updates> {
  if (!app.isPackaged) return nobodyLooks('This program runs from its sources. Only the packaged one looks.');
  const address = await releasesAddress(join(program.root, 'package.json'));
  if (address === null) return nobodyLooks('Not configured: this build names no address to ask.');
  const check = new UpdateCheck({
    version: program.version,
    address,
    statePath: join(personFolder(), 'update-check.json'),
    log: program.log,
    // Chromium's: it goes through the system's proxy.
    fetch: (url, init) => net.fetch(url, init),
    openPage: (url) => shell.openExternal(url),
  });
  return { host: check, follow: (workbench) => follow(check, workbench, program.log) };
}

function nobodyLooks(reason: string): Updates {
  return {
    host: {
      status: () => ({ state: 'unavailable', reason }),
      onChange: () => undefined,
      openPage: () => Promise.reject(new AppError('unavailable', reason)),
    },
    follow: () => ({ stop: () => undefined }),
  };
}

function follow(check: UpdateCheck, workbench: Workbench, log: Logger): { stop(): void } {
  const look = () => {
    lookWhereLet(check, workbench).catch((error: unknown) =>
      log.error({ error: toAppError(error).toPayload() }, 'The setting of the update check cannot be read'),
    );
  };
  const timer = setInterval(look, lookMs);
  const stopListening = workbench.subscribe((name) => {
    if (name === 'settings/changed') look();
  });
  look();
  return {
    stop() {
      clearInterval(timer);
      stopListening();
    },
  };
}

async function lookWhereLet(check: UpdateCheck, workbench: Workbench): Promise<void> {
  const { settings } = await workbench.call('settings/get', {});
  if (settings.checksForUpdates) await check.look();
}
