/** Files that the system asks the program to open, before its window is there (kept until then) and after. */
import type { App } from 'electron';

export class AskedPaths {
  private readonly waiting: string[] = [];
  private open: ((path: string) => void) | null = null;

  /** macOS says so by an event, which can come before the program is ready. */
  constructor(app: App) {
    app.on('open-file', (event, path) => {
      event.preventDefault();
      this.take(path);
    });
  }

  take(path: string): void {
    if (this.open === null) this.waiting.push(path);
    else this.open(path);
  }

  /** The window is there. */
  openWith(open: (path: string) => void): void {
    this.open = open;
    for (const path of this.waiting.splice(0)) open(path);
  }
}
