/** Where a window that was maximised opens again when it is made smaller. */
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchNormalBounds } from '../../../src/main/electron/normal-bounds';
import type { Rectangle } from '../../../src/main/electron/window-state';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const opened = { x: 100, y: 80, width: 800, height: 600 };
const whole = { x: 0, y: 19, width: 1600, height: 981 };

class FakeWindow extends EventEmitter {
  bounds: Rectangle = opened;
  state: 'normal' | 'maximised' | 'minimised' | 'full screen' = 'normal';

  getBounds = () => this.bounds;
  isMaximized = () => this.state === 'maximised';
  isMinimized = () => this.state === 'minimised';
  isFullScreen = () => this.state === 'full screen';

  /** As X11 tells it: the place first, the size then. */
  becomes(bounds: Rectangle): void {
    this.bounds = { ...this.bounds, x: bounds.x, y: bounds.y };
    this.emit('move');
    this.bounds = bounds;
    this.emit('resize');
  }
}

function watch() {
  const window = new FakeWindow();
  return { window, normal: watchNormalBounds(window, opened) };
}

it('follows a window that is moved and resized', () => {
  const { window, normal } = watch();
  window.becomes({ x: 5, y: 6, width: 900, height: 700 });
  expect(normal()).toEqual({ x: 5, y: 6, width: 900, height: 700 });
});

it('keeps the bounds from before a window was maximised', () => {
  const { window, normal } = watch();
  window.state = 'maximised';
  window.becomes(whole);
  vi.runAllTimers();
  expect(normal()).toEqual(opened);
});

it('keeps them where the system tells the new size before it tells why', () => {
  const { window, normal } = watch();
  window.becomes(whole);
  vi.advanceTimersByTime(50);
  window.state = 'maximised';
  vi.runAllTimers();
  expect(normal()).toEqual(opened);
});

it('keeps them where it tells that a window is no longer maximised before it has its size again', () => {
  const { window, normal } = watch();
  window.state = 'maximised';
  window.becomes(whole);
  vi.runAllTimers();
  window.state = 'normal';
  window.emit('move');
  vi.advanceTimersByTime(50);
  window.becomes(opened);
  vi.runAllTimers();
  expect(normal()).toEqual(opened);
});

it.each(['minimised', 'full screen'] as const)('keeps them while it is %s', (state) => {
  const { window, normal } = watch();
  window.state = state;
  window.becomes({ x: -32000, y: -32000, width: 160, height: 28 });
  vi.runAllTimers();
  expect(normal()).toEqual(opened);
});
