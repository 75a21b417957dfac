/** A small stand-in for the module `electron`: the built main process runs on it under Node, its window in Chromium. */
import { EventEmitter } from 'node:events';
import { BrowserWindow } from './browser-window';
import { ipcMain, protocolHandlers, standIn, tellTest } from './main-side';
import { applicationMenu, clickItem, Menu, Notification, plain, powerSaveBlocker } from './system-side';

const paths = new Map([['appData', process.env['STAND_IN_APP_DATA'] ?? '']]);

/** A packaged program has no script among its arguments. */
const isPackaged = process.env['STAND_IN_PACKAGED'] === '1';
const [, script = ''] = process.argv;
if (isPackaged) process.argv.splice(1, 1);

class App extends EventEmitter {
  isPackaged = isPackaged;
  getAppPath = () => script;
  isReady = () => true;
  addRecentDocument = (path: string) => tellTest({ event: 'recent-document', path });
  clearRecentDocuments(): void {}
  whenReady = () => Promise.resolve();
  enableSandbox(): void {}
  requestSingleInstanceLock = () => true;
  getPath = (name: string) => paths.get(name) ?? '';
  setPath = (name: string, path: string) => void paths.set(name, path);
  setAboutPanelOptions = (options: unknown) => tellTest({ event: 'about', options });
  exit = (status = 0) => process.exit(status);
  quit = () => {
    for (const window of BrowserWindow.getAllWindows()) window.close();
    if (BrowserWindow.getAllWindows().length === 0) process.exit(0);
  };
}

type PermissionHandler = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;
type PermissionCheck = (contents: unknown, permission: string) => boolean;
let permissionHandler: PermissionHandler = (_, __, answer) => answer(true);
let permissionCheck: PermissionCheck = () => true;
let messageBoxAnswer = 0;

const app = new App();
standIn.app = app;

const dialog = {
  /** With a window or without. */
  showMessageBox: async (...given: unknown[]) => {
    tellTest({ event: 'message-box', options: plain(given.at(-1)) });
    return { response: messageBoxAnswer };
  },
  showErrorBox: (title: string, message: string) => tellTest({ event: 'error-box', title, message }),
  showOpenDialog: async (_: unknown, options: unknown) => {
    tellTest({ event: 'open-dialog', options });
    return { canceled: false, filePaths: ['/chosen/folder'] };
  },
};
const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown) => tellTest({ event: 'schemes', schemes }),
  handle: (scheme: string, handler: (request: { url: string; method: string }) => Promise<Response>) =>
    void protocolHandlers.set(scheme, handler),
};
const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: PermissionHandler) => (permissionHandler = handler),
    setPermissionCheckHandler: (check: PermissionCheck) => (permissionCheck = check),
    setDevicePermissionHandler: () => undefined,
  },
};
const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false });
const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] };
const shell = {
  openPath: async () => '',
  openExternal: async (url: string) => tellTest({ event: 'open-external', url }),
};
const clipboard = { writeText: (text: string) => tellTest({ event: 'copied', text }) };
const net = { fetch };

interface TestMessage {
  /** Of an event that Electron would emit. */
  name?: string;
  label?: string;

  ask: string;
  id: number;
  permission?: string;
  url?: string;
  answer?: number;
  channel?: string;
  given?: unknown[];
  /** JavaScript for the page, or a selector in it. */
  script?: string;
}

/** What the test asks of the process in which main runs. */
async function answerTo({
  ask,
  permission = '',
  url = '',
  answer = 0,
  channel = '',
  given = [],
  script = '',
  name = '',
  label = '',
}: TestMessage) {
  const window = BrowserWindow.getAllWindows()[0];
  switch (ask) {
    case 'permission':
      return {
        request: await new Promise((resolve) => permissionHandler(window?.webContents, permission, resolve)),
        check: permissionCheck(window?.webContents, permission),
      };
    case 'fetch': {
      const response = await protocolHandlers.get(new URL(url).protocol.slice(0, -1))?.({ url, method: 'GET' });
      const headers = Object.fromEntries(response?.headers ?? []);
      return { status: response?.status, headers, body: await response?.text() };
    }
    case 'call-from-frame': {
      const event = { sender: window?.webContents, senderFrame: url === '' ? null : { url } };
      const bytes = await ipcMain.invoke(channel, event, [
        given[0],
        new Uint8Array(Buffer.from(String(given[1]), 'hex')),
      ]);
      return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('hex') : null;
    }
    case 'go':
      // Over main's head, as if a hole in the page's own code had led it there.
      standIn.forced = url;
      await window?.page?.goto(url);
      return null;
    case 'evaluate':
      return window?.page?.evaluate(script);
    case 'wait-for':
      await window?.page?.waitForSelector(script, { timeout: 20_000 });
      return null;
    case 'message-box-answer':
      messageBoxAnswer = answer;
      return null;
    case 'title':
      return window?.title;
    case 'maximize':
      window?.maximize();
      return null;
    case 'emit-app':
      return app.emit(name, { preventDefault: () => undefined }, ...given);
    case 'emit-window':
      return window?.emit(name, ...given);
    case 'emit-page':
      return window?.webContents.emit(name, {}, ...given);
    case 'menu':
      return plain(applicationMenu());
    case 'click-menu':
      return clickItem(label);
    case 'click-notification':
      return Notification.shown.at(-1)?.emit('click');
    case 'throw':
      setTimeout(() => {
        throw new Error(label);
      });
      return null;
    case 'close':
      window?.close();
      return null;
    default:
      throw new Error(`The stand-in does not know "${ask}".`);
  }
}

process.on('message', async (message: TestMessage) => {
  const answer = await answerTo(message).catch((error: Error) => ({ error: error.message }));
  tellTest({ event: 'answer', id: message.id, answer });
});
// The test is gone: nothing is left behind.
process.on('disconnect', () => process.exit(1));

export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  net,
  Notification,
  powerSaveBlocker,
  protocol,
  screen,
  session,
  shell,
};
