/** The desktop window: sandboxed, with the preload bridge, in the colours of the system, where it was last time. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Logger } from 'pino';
import { folderName, windowTitle } from '../../shared/window-title';
import { deniedPageFeatures } from './lock-down';
import { watchNormalBounds } from './normal-bounds';
import { viewUrl } from './show-view';
import { firstWindow, readWindowState, smallestWindow, writeWindowState } from './window-state';

interface WindowOptions {
  readonly preload: string;
  readonly icon: string;
  readonly workspace: string;
  readonly statePath: string;
  readonly log: Logger;
}

/** The window's own ground until the page is drawn; tokens.css has the same. */
const ground = { light: '#f6f7f9', dark: '#14181e' } as const;

export function createWindow({ preload, icon, workspace, statePath, log }: WindowOptions): BrowserWindow {
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const state = readWindowState(statePath, workAreas);
  const window = new BrowserWindow({
    ...(state.bounds ?? firstWindow),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: windowTitle(null, workspace),
    icon,
    backgroundColor: groundNow(),
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      disableBlinkFeatures: deniedPageFeatures,
    },
  });
  const normalBounds = watchNormalBounds(window, window.getBounds());
  // Maximising shows the window.
  window.once('ready-to-show', () => (state.isMaximized ? window.maximize() : window.show()));
  // Until the page knows its workspace, its titles do not name it.
  window.on('page-title-updated', (event, title) => {
    if (!title.includes(folderName(workspace))) event.preventDefault();
  });

  const followSystem = () => window.setBackgroundColor(groundNow());
  nativeTheme.on('updated', followSystem);
  window.on('close', () =>
    writeWindowState(statePath, { bounds: normalBounds(), isMaximized: window.isMaximized() }, log),
  );
  window.on('closed', () => nativeTheme.off('updated', followSystem));
  return window;
}

/** `view`: its path as the interface's router has it. */
export function loadInterface(window: BrowserWindow, view: string): Promise<void> {
  return window.loadURL(viewUrl(view));
}

function groundNow(): string {
  return nativeTheme.shouldUseDarkColors ? ground.dark : ground.light;
}
