/** Calls and pushes over ipc, for the interface's own main frame alone. */
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import type { Logger } from 'pino';
import { callMessageBounds } from '../../shared/call-bounds';
import { decode, encode } from '../../shared/codec';
import { AppError } from '../../shared/errors';
import { callChannel, pushChannel } from '../../shared/ipc-channels';
import { outcomeOf } from '../../shared/wire';
import type { Workbench } from '../workbench-api';
import { isOwnUrl } from './app-protocol';

interface Connected {
  readonly workbench: Workbench;
  readonly page: WebContents;
  readonly log: Logger;
}

/** Returns the function that stops answering and sending. */
export function connectCalls({ workbench, page, log }: Connected): () => void {
  ipcMain.handle(callChannel, async (event, name: unknown, input: unknown) => {
    const outcome = await outcomeOf(async () => {
      checkSender(event, page);
      if (typeof name !== 'string' || !(input instanceof Uint8Array)) {
        throw new AppError('bad-input', 'A call is a name and its encoded input.');
      }
      return encode({ ok: true, value: await workbench.callUnchecked(name, decode(input, callMessageBounds)) });
    });
    if (outcome.ok) return outcome.value;
    log.debug({ name, error: outcome.error }, 'A call failed');
    return encode(outcome);
  });
  const unsubscribe = workbench.subscribe((name, payload) => {
    // A page whose process is gone hears nothing until it is loaded again.
    if (!page.isDestroyed() && !page.isCrashed()) page.send(pushChannel, name, encode(payload));
  });
  return () => {
    ipcMain.removeHandler(callChannel);
    unsubscribe();
  };
}

/** Every call: a frame that was navigated away, or one inside the page, is not the interface. */
function checkSender(event: IpcMainInvokeEvent, page: WebContents): void {
  const frame = event.senderFrame;
  if (event.sender !== page || frame === null || frame !== page.mainFrame || !isOwnUrl(frame.url)) {
    throw new AppError('not-permitted', `Calls from ${frame?.url ?? 'a frame that is gone'} are not answered.`);
  }
}
