/** Brings the window to the front, on one of the interface's views. */
import type { BrowserWindow } from 'electron';
import type { Logger } from 'pino';
import { appOrigin } from './app-protocol';

/** `path`: as the interface's router has it, `/runs/<id>`. */
export function viewUrl(path: string): string {
  return `${appOrigin}/#${path}`;
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** The page stays as it is but for its view: only the part of its address behind `#` changes. */
export function showView(window: BrowserWindow, path: string, log: Logger): void {
  if (window.isDestroyed()) return;
  bringToFront(window);
  // The same address once more would load the page anew.
  if (window.webContents.getURL() === viewUrl(path)) return;
  window.loadURL(viewUrl(path)).catch((error: unknown) => log.warn({ path, error }, 'The view could not be shown'));
}
