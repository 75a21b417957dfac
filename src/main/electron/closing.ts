/** Closing the window: says which trainings go on without it. */
import { dialog, type BrowserWindow } from 'electron';
import type { Logger } from 'pino';
import { toAppError } from '../../shared/errors';
import type { Workbench } from '../workbench-api';

/** What to tell before the window closes, or null when nothing trains or waits. */
export function closingMessage(training: number, waiting: number): { message: string; detail: string } | null {
  if (training === 0 && waiting === 0) return null;
  const goesOn = training === 1 ? '1 training goes on' : `${training} trainings go on`;
  const waits = waiting === 1 ? '1 run waits' : `${waiting} runs wait`;
  const found = 'The workbench finds them again when it is opened.';
  if (training === 0) return { message: `${waits} for the workbench`, detail: 'Waiting runs start when it is open.' };
  return {
    message: `${goesOn} in the background`,
    detail: waiting === 0 ? found : `${found} ${waits} and will start then.`,
  };
}

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
