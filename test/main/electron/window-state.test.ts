/** Where the window opens again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, expect, it } from 'vitest';
import { readWindowState, writeWindowState } from '../../../src/main/electron/window-state';

const folder = mkdtempSync(join(tmpdir(), 'cored-window-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'window.json');
const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const bounds = { x: 100, y: 50, width: 1200, height: 800 };
const log = pino({ level: 'silent' });

it('opens where it was, and maximised if it was', () => {
  writeWindowState(path, { bounds, isMaximized: true }, log);
  expect(readWindowState(path, [screen])).toEqual({ bounds, isMaximized: true });
});

it('forgets a place on a screen that is gone, or whose title bar could not be grasped', () => {
  for (const lost of [
    { ...bounds, x: 1900 },
    { ...bounds, x: -1150 },
    { ...bounds, y: -30 },
    { ...bounds, y: 1070 },
  ]) {
    writeWindowState(path, { bounds: lost, isMaximized: false }, log);
    expect(readWindowState(path, [screen]).bounds).toBeNull();
  }
  const second = { x: 1920, y: 0, width: 1920, height: 1080 };
  writeWindowState(path, { bounds: { ...bounds, x: 1900 }, isMaximized: false }, log);
  expect(readWindowState(path, [screen, second]).bounds).toEqual({ ...bounds, x: 1900 });
});

it('opens at its first size after a file that someone edited, and without a file', () => {
  for (const text of ['{', '{"bounds":{"x":"a"},"isMaximized":false}', '[]']) {
    writeFileSync(path, text);
    expect(readWindowState(path, [screen])).toEqual({ bounds: null, isMaximized: false });
  }
  expect(readWindowState(join(folder, 'none.json'), [screen]).bounds).toBeNull();
});

it('does not fail when its place cannot be kept', () => {
  writeWindowState(join(folder, 'no', 'window.json'), { bounds, isMaximized: false }, log);
  expect(readWindowState(join(folder, 'no', 'window.json'), [screen]).bounds).toBeNull();
});
