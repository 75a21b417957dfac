/** Calls and pushes over ipc, for the interface's own main frame alone. */
import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import type { Logger } from 'pino';
import { callMessageBounds } from '../../shared/call-bounds';
import { decode, encode } from '../../shared/codec';
import { AppError } from '../../shared/errors';
import { callChannel, pushChannel } from '../../shared/ipc-channels';
import { outcomeOf } from '../../shared/wire';
import type { Page, Workbench } from '../workbench-api';
import { isOwnUrl } from './app-protocol';

interface Connected {
  readonly workbench: Workbench;
  readonly page: WebContents;
  readonly log: Logger;
}

/** Returns the function that stops answering and sending. */
export function connectCalls({ workbench, page, log }: Connected): () => void {
  const shown = pageShownIn(page);
  ipcMain.handle(callChannel, async (event, name: unknown, input: unknown) => {
    const outcome = await outcomeOf(async () => {
      checkSender(event, page);
      if (typeof name !== 'string' || !(input instanceof Uint8Array)) {
        throw new AppError('bad-input', 'A call is a name and its encoded input.');
      }
      return workbench.callUnchecked(name, decode(input, callMessageBounds), { page: shown() });
    });
    if (!outcome.ok) log.debug({ name, error: outcome.error }, 'A call failed');
    // A result that the codec refuses is our defect; the caller hears of it as of any other error.
    const encoded = await outcomeOf(async () => encode(outcome));
    return encoded.ok ? encoded.value : encode(encoded);
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

/** The page that the window shows now: a reload makes another one of it. */
function pageShownIn(contents: WebContents): () => Page {
  let leaving = new AbortController();
  const leave = () => {
    leaving.abort();
    leaving = new AbortController();
    shown = { gone: leaving.signal };
  };
  let shown: Page = { gone: leaving.signal };
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) leave();
  });
  contents.on('render-process-gone', leave);
  contents.on('destroyed', leave);
  return () => shown;
}

/** Every call: a frame that was navigated away, or one inside the page, is not the interface. */
function checkSender(event: IpcMainInvokeEvent, page: WebContents): void {
  const frame = event.senderFrame;
  if (event.sender !== page || frame === null || frame !== page.mainFrame || !isOwnUrl(frame.url)) {
    throw new AppError('not-permitted', `Calls from ${frame?.url ?? 'a frame that is gone'} are not answered.`);
  }
}
