/** The system's notifications about runs; a click brings the window to the front, on the run's page. */
import { Notification, type BrowserWindow } from 'electron';
import type { Logger } from 'pino';
import { runNoticeText } from '../../shared/notices/run-notice-text';
import type { RunNotice } from '../../shared/notices/run-watch';
import { showView, viewUrl } from './show-view';

export class RunNotifications {
  /** One that nobody holds is collected, and with it what a click does. */
  private readonly shown = new Set<Notification>();

  constructor(
    private readonly window: BrowserWindow,
    private readonly log: Logger,
  ) {}

  show(notice: RunNotice): void {
    const { what, run } = notice;
    const path = `/runs/${run.id}`;
    if (!Notification.isSupported() || this.isLookedAt(path)) return;
    const notification = new Notification(runNoticeText(notice));
    this.shown.add(notification);
    notification.on('click', () => {
      this.shown.delete(notification);
      showView(this.window, path, this.log);
    });
    notification.on('close', () => this.shown.delete(notification));
    notification.on('failed', (_, error) => {
      this.shown.delete(notification);
      this.log.warn({ run: run.id, error }, 'The system did not show a notification');
    });
    notification.show();
    this.log.info({ run: run.id, what }, 'A notification was shown');
  }

  close(): void {
    for (const notification of this.shown) notification.close();
    this.shown.clear();
  }

  private isLookedAt(path: string): boolean {
    return this.window.isFocused() && this.window.webContents.getURL() === viewUrl(path);
  }
}
