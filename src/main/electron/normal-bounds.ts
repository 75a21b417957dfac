/** Where a window is when it is neither maximised nor full screen nor minimised. */
import type { Rectangle } from './window-state';

/** As much of Electron's BrowserWindow as is looked at. */
export interface SizedWindow {
  on(event: 'move' | 'resize', listener: () => void): unknown;
  getBounds(): Rectangle;
  isMaximized(): boolean;
  isMinimized(): boolean;
  isFullScreen(): boolean;
}

/** Systems move and resize a window before they say that it is maximised, or after they say that it no longer is. */
const settleMs = 300;

/**
 * Returns the bounds to open with the next time. Electron's own `getNormalBounds` tells the maximised ones where a window
 * was shown while it was maximised, which on Linux is every window that opens so.
 * `opened`: where the window was placed when it was made.
 */
export function watchNormalBounds(window: SizedWindow, opened: Rectangle): () => Rectangle {
  let normal = opened;
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    if (!window.isMaximized() && !window.isMinimized() && !window.isFullScreen()) normal = window.getBounds();
  };
  const lookLater = () => {
    clearTimeout(timer);
    timer = setTimeout(look, settleMs);
  };
  window.on('move', lookLater);
  window.on('resize', lookLater);
  return () => {
    clearTimeout(timer);
    look();
    return normal;
  };
}
