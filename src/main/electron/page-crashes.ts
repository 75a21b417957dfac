/** A page that ends by itself is loaded again, within limits; one that does not answer is waited for or loaded again. */
import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import type { Logger } from 'pino';
import { programName } from '../../shared/window-title';
import { ReloadLimit } from './reload-limit';

interface Watched {
  readonly window: BrowserWindow;
  readonly log: Logger;
  /** Named in the dialogs. */
  readonly logPath: string;
}

/**
 * An Electron without the repair of electron/electron#51900 ends itself when a page is loaded while it still tells of the
 * last one's end, and a load right after a forced end can be lost (electron/electron#48661).
 */
const beforeReloadMs = 500;

export function watchPage(watched: Watched): void {
  reloadWhenGone(watched);
  askWhenUnresponsive(watched);
}

function reloadWhenGone({ window, log, logPath }: Watched): void {
  const limit = new ReloadLimit();
  const reload = () =>
    setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    }, beforeReloadMs);
  window.webContents.on('render-process-gone', (_, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    if (limit.allow(Date.now())) {
      log.error({ reason, exitCode }, 'The page of the window ended; it is loaded again');
      reload();
      return;
    }
    log.error({ reason, exitCode }, 'The page of the window ended again and again; it is left as it is');
    const options: MessageBoxOptions = {
      type: 'error',
      title: programName,
      message: 'The page ends as soon as it is loaded',
      detail: `It ended four times within a minute (${reason}). Trainings go on by themselves. What happened stands in ${logPath}.`,
      buttons: ['Load it again', 'Close the window'],
      cancelId: 1,
    };
    void dialog.showMessageBox(window, options).then(({ response }) => {
      if (window.isDestroyed()) return;
      limit.reset();
      if (response === 0) reload();
      else window.close();
    });
  });
}

function askWhenUnresponsive({ window, log, logPath }: Watched): void {
  let asking: AbortController | null = null;
  window.on('unresponsive', () => {
    if (asking !== null) return;
    log.warn('The page of the window does not answer');
    const question = new AbortController();
    asking = question;
    const options: MessageBoxOptions = {
      type: 'warning',
      title: programName,
      message: 'The page does not answer',
      detail: `Trainings go on by themselves. If waiting does not help, load the page again; what stands in forms is lost. The log is ${logPath}.`,
      buttons: ['Wait', 'Load it again'],
      cancelId: 0,
      signal: question.signal,
    };
    void dialog.showMessageBox(window, options).then(({ response }) => {
      asking = null;
      if (response !== 1 || question.signal.aborted || window.isDestroyed()) return;
      log.warn('The page of the window was ended, as the person asked');
      // A plain reload waits for the page's consent; it is loaded again as one that ended.
      window.webContents.forcefullyCrashRenderer();
    });
  });
  window.on('responsive', () => {
    if (asking === null) return;
    log.info('The page of the window answers again');
    asking.abort();
  });
}
