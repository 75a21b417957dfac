/** BrowserWindow and its webContents over a Chromium page: as much of them as the desktop host uses. */
import { EventEmitter } from 'node:events';
import type { Browser, Page, Route } from 'playwright-core';
import { findChromium, launchChromium } from '../../fixtures/chromium';
import { ipcMain, protocolHandlers, standIn, tellTest } from './main-side';
import { openWorlds, type Worlds } from './worlds';

/** Chromium knows no app: scheme here; this secure origin takes its place and is translated both ways. */
const pageOrigin = 'https://workbench.stand-in';
const appOrigin = 'app://workbench';
const toPageUrl = (url: string) => url.replace(appOrigin, pageOrigin);
const toAppUrl = (url: string) => url.replace(pageOrigin, appOrigin);

/** What is asked of a server: the part behind # stays in the page. */
const withoutHash = (url: string) => url.replace(/#.*/s, '');

interface WebPreferences {
  preload: string;
}

class WebContents extends EventEmitter {
  readonly mainFrame: { readonly url: string };
  readonly window: BrowserWindow;
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });

  constructor(window: BrowserWindow) {
    super();
    this.window = window;
    this.mainFrame = {
      get url() {
        return toAppUrl(window.page?.url() ?? 'about:blank');
      },
    };
  }

  send(channel: string, ...given: unknown[]): void {
    void this.window.worlds?.send(channel, given);
  }

  getURL(): string {
    return this.mainFrame.url;
  }

  isDestroyed(): boolean {
    return this.window.isDestroyed();
  }

  isCrashed(): boolean {
    return false;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }

  reload(): void {
    tellTest({ event: 'reloaded' });
    void this.window.page?.reload();
  }

  /** Its end is told as Electron tells it; the page of the stand-in lives on. */
  forcefullyCrashRenderer(): void {
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
  }

  openDevTools(): void {
    tellTest({ event: 'dev-tools' });
  }
}

export class BrowserWindow extends EventEmitter {
  static windows: BrowserWindow[] = [];
  static getAllWindows = () => BrowserWindow.windows;
  static getFocusedWindow = () => BrowserWindow.windows[0] ?? null;

  readonly webContents: WebContents;
  readonly options: Record<string, unknown> & { webPreferences: WebPreferences };
  page: Page | null = null;
  worlds: Worlds | null = null;
  title: string;
  private browser: Browser | null = null;
  private destroyed = false;
  private isShown = false;
  /** Addresses that main itself loads; every other navigation is the page's own. */
  private loading: string | null = null;
  private bounds = { x: 100, y: 50, width: 1440, height: 900 };
  private maximized = false;

  constructor(options: Record<string, unknown> & { webPreferences: WebPreferences }) {
    super();
    this.options = options;
    this.title = String(options['title'] ?? '');
    this.webContents = new WebContents(this);
    BrowserWindow.windows.push(this);
    standIn.app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    const page = this.page ?? (await this.openPage());
    this.loading = toPageUrl(url);
    await page.goto(this.loading);
    this.loading = null;
    if (!this.isShown) this.emit('ready-to-show');
  }

  private async openPage(): Promise<Page> {
    this.browser = await launchChromium(findChromium() ?? '');
    const page = await this.browser.newPage({ viewport: { width: 1440, height: 900 } });
    this.page = page;
    await this.followTitle(page);
    // What the page itself does not ask for, a second window does: main decides, and it loads nothing.
    await page.context().route('**/*', (route) => {
      if (route.request().isNavigationRequest()) this.askForWindow(route.request().url());
      return route.abort();
    });
    await page.route('**/*', (route) => this.answer(route));
    page.on('popup', (popup) => void popup.close());
    this.worlds = await openWorlds(page, this.options.webPreferences.preload, (channel, given) =>
      ipcMain.invoke(channel, { sender: this.webContents, senderFrame: this.webContents.mainFrame }, given),
    );
    page.on('console', (message) => {
      if (message.type() === 'error') tellTest({ event: 'console-error', text: message.text() });
    });
    page.on('pageerror', (error) => tellTest({ event: 'console-error', text: error.message }));
    return page;
  }

  private askForWindow(url: string): void {
    const { action } = this.webContents.openHandler({ url: toAppUrl(url) });
    tellTest({ event: 'window-open', url, action });
  }

  /** Tells main of the page's titles, of which it may keep one from the window. */
  private async followTitle(page: Page): Promise<void> {
    await page.exposeFunction('standInTitle', (title: string) => {
      let isPrevented = false;
      this.emit('page-title-updated', { preventDefault: () => (isPrevented = true) }, title, true);
      if (!isPrevented) this.title = title;
    });
    await page.addInitScript(`addEventListener('DOMContentLoaded', () => {
      standInTitle(document.title);
      new MutationObserver(() => standInTitle(document.title)).observe(document.head, { subtree: true, childList: true });
    })`);
  }

  /** Serves app:// from main's handler, and asks main before the page goes elsewhere. */
  private async answer(route: Route): Promise<void> {
    const request = route.request();
    const url = toAppUrl(request.url());
    const isOfMain = withoutHash(request.url()) === withoutHash(this.loading ?? '');
    if (request.isNavigationRequest() && !isOfMain && standIn.forced !== request.url()) {
      let isPrevented = false;
      const event = { url, preventDefault: () => (isPrevented = true) };
      this.webContents.emit(request.frame().parentFrame() ? 'will-frame-navigate' : 'will-navigate', event);
      tellTest({ event: 'will-navigate', url, isPrevented });
      if (isPrevented) return route.abort('aborted');
    }
    const handler = protocolHandlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) return route.fulfill({ contentType: 'text/html', body: '<title>Elsewhere</title>' });
    const response = await handler({ url, method: request.method() });
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  }

  /** As a click on the window's cross. */
  close(): void {
    let isPrevented = false;
    this.emit('close', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) this.destroy();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    BrowserWindow.windows = BrowserWindow.windows.filter((window) => window !== this);
    void this.browser?.close().finally(() => {
      this.emit('closed');
      standIn.app.emit('window-all-closed');
    });
  }

  isDestroyed = () => this.destroyed;
  getBounds = () => this.bounds;
  /** As Electron on Linux has it of a window that opened maximised. */
  getNormalBounds = () => this.bounds;
  isMaximized = () => this.maximized;
  isMinimized = () => false;
  isFocused = () => false;
  isFullScreen = () => false;
  maximize(): void {
    this.bounds = { x: 0, y: 0, width: 1920, height: 1080 };
    this.maximized = true;
    for (const event of ['move', 'resize', 'maximize']) this.emit(event);
  }
  restore(): void {}
  focus(): void {
    tellTest({ event: 'focused' });
  }
  setProgressBar(progress: number): void {
    tellTest({ event: 'progress', progress });
  }
  show(): void {
    if (this.isShown) return;
    this.isShown = true;
    tellTest({ event: 'shown', webPreferences: this.options.webPreferences });
  }
  setBackgroundColor(): void {}
}
