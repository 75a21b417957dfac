/** Makes the window a part of its desktop: menus, recent workspaces, files to open, trainings seen from outside, crashes. */
import { app, type BrowserWindow } from 'electron';
import type { Logger } from 'pino';
import { z } from 'zod';
import { toAppError } from '../../shared/errors';
import type { Workbench } from '../workbench-api';
import type { AskedPaths } from './asked-paths';
import { addContextMenu } from './context-menu';
import { followTrainings } from './follow-trainings';
import { keepMenu } from './keep-menu';
import { openingOf, openPath } from './open-path';
import { watchPage } from './page-crashes';
import { bringToFront } from './show-view';

export interface DesktopParts {
  readonly window: BrowserWindow;
  readonly workbench: Workbench;
  readonly workspace: string;
  readonly asked: AskedPaths;
  /** Somebody asked for the developer tools. */
  readonly devTools: boolean;
  readonly log: Logger;
  readonly logPath: string;
}

/** What a second start of the program hands over to the first. */
export const SecondStart = z.object({ file: z.string().nullable() });

/** Before the interface is loaded. */
export function joinDesktop(parts: DesktopParts): void {
  const { window, workbench, asked, devTools, log } = parts;
  const hasDevTools = devTools || !app.isPackaged;
  watchPage(parts);
  addContextMenu(window, { hasDevTools });
  if (devTools) window.webContents.openDevTools({ mode: 'detach' });
  app.on('activate', () => bringToFront(window));
  app.on('second-instance', (_, __, ___, handed) => {
    bringToFront(window);
    const { data } = SecondStart.safeParse(handed);
    if (typeof data?.file === 'string') asked.take(data.file);
  });
  keepMenu({ ...parts, hasDevTools }).catch((error: unknown) => log.error({ error }, 'The menu is not complete'));
  followTrainings({ window, workbench, log }).catch((error: unknown) =>
    log.error({ error: toAppError(error).toPayload() }, 'The trainings cannot be followed'),
  );
}

/**
 * Of the interface, to begin with: that of a file that the program was started with. Going there once the interface is
 * loaded would meet its own first change of the address.
 */
export function firstView({ asked }: DesktopParts): string {
  const view = asked.takeView((path) => {
    const opening = openingOf(path);
    return opening.as === 'view' ? opening.view : null;
  });
  return view ?? '/';
}

/** Once the interface is there. */
export function openAskedPaths({ window, asked, log }: DesktopParts): void {
  asked.openWith((path) => openPath(path, { window, log }));
}
