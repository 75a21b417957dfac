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

  /** Takes the first that waits and has a view, which the interface can begin with; null when none has. */
  takeView(viewOf: (path: string) => string | null): string | null {
    for (const [place, path] of this.waiting.entries()) {
      const view = viewOf(path);
      if (view === null) continue;
      this.waiting.splice(place, 1);
      return view;
    }
    return null;
  }

  /** The window is there. */
  openWith(open: (path: string) => void): void {
    this.open = open;
    for (const path of this.waiting.splice(0)) open(path);
  }
}
