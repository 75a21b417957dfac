/** Closing the window: says which trainings go on without it. */
import { dialog, type BrowserWindow } from 'electron';
import type { Logger } from 'pino';
import { toAppError } from '../../shared/errors';
import { programName } from '../../shared/window-title';
import type { Workbench } from '../workbench-api';
import { closingMessage } from './closing-message';

/** For this long a page may take to close. */
const hangingMs = 2_000;

/** Returns the function that closes the window without a word. */
export function tellBeforeClosing(window: BrowserWindow, workbench: Workbench, log: Logger): () => void {
  let isAsking = false;
  let asks = true;
  window.on('close', (event) => {
    if (!asks) return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    void mayClose(window, workbench, log).then((may) => {
      isAsking = false;
      if (may && !window.isDestroyed()) window.destroy();
    });
  });
  return () => {
    asks = false;
    if (!window.isDestroyed()) window.close();
    // A page that hangs does not hold the window open.
    setTimeout(() => {
      if (!window.isDestroyed()) window.destroy();
    }, hangingMs).unref();
  };
}

async function mayClose(window: BrowserWindow, workbench: Workbench, log: Logger): Promise<boolean> {
  try {
    const { training, waiting } = await workbench.call('machine/sample', {});
    const told = closingMessage(training, waiting);
    if (told === null) return true;
    const buttons = ['Close the window', 'Keep it open'];
    const { response } = await dialog.showMessageBox(window, {
      type: 'info',
      title: programName,
      ...told,
      buttons,
      defaultId: 0,
      cancelId: 1,
    });
    return response === 0;
  } catch (error) {
    // A window that cannot be closed would be worse than one that closes without a word.
    log.error({ error: toAppError(error).toPayload() }, 'Cannot tell which trainings go on');
    return true;
  }
}
