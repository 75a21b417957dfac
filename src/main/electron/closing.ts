/** Closing the window: says which trainings go on without it. */
import { dialog, type BrowserWindow } from 'electron';
import type { Logger } from 'pino';
import { toAppError } from '../../shared/errors';
import type { Workbench } from '../workbench-api';
import { closingMessage } from './closing-message';

export function tellBeforeClosing(window: BrowserWindow, workbench: Workbench, log: Logger): void {
  let isAsking = false;
  window.on('close', (event) => {
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    void mayClose(window, workbench, log).then((may) => {
      isAsking = false;
      if (may && !window.isDestroyed()) window.destroy();
    });
  });
}

async function mayClose(window: BrowserWindow, workbench: Workbench, log: Logger): Promise<boolean> {
  try {
    const { training, waiting } = await workbench.call('machine/sample', {});
    const told = closingMessage(training, waiting);
    if (told === null) return true;
    const buttons = ['Close the window', 'Keep it open'];
    const { response } = await dialog.showMessageBox(window, {
      type: 'info',
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
