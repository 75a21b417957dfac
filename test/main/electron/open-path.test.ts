/** What the program does with a path that it is given. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AskedPaths } from '../../../src/main/electron/asked-paths';
import { openingOf } from '../../../src/main/electron/open-path';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

vi.mock('electron', () => ({ app: {}, dialog: {} }));

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder('open-path');
  await mkdir(join(folder, 'workspace'));
  for (const name of ['best & last.pth.tar', 'notes.txt']) await writeFile(join(folder, name), '');
});
afterAll(() => rm(folder, { recursive: true }));

it('opens weights in the Evaluate view, whatever letters their path has', () => {
  const path = join(folder, 'best & last.pth.tar');
  const opening = openingOf(path);
  expect(opening.as).toBe('view');
  const url = new URL(`app://workbench/#${opening.as === 'view' ? opening.view : ''}`);
  const [view, query] = url.hash.slice(1).split('?');
  expect(view).toBe('/evaluate');
  expect(new URLSearchParams(query).get('file')).toBe(path);
});

it('opens a folder as a workspace', () => {
  expect(openingOf(join(folder, 'workspace'))).toEqual({ as: 'workspace' });
});

it('says what it opens when it is given something else, or something that is gone', () => {
  const other = openingOf(join(folder, 'notes.txt'));
  expect(other).toMatchObject({ as: 'nothing', reason: expect.stringContaining('.safetensors') });
  const gone = openingOf(join(folder, 'gone.pth'));
  expect(gone).toMatchObject({ as: 'nothing', reason: expect.stringContaining(join(folder, 'gone.pth')) });
});

it('keeps what comes before the window is there, and opens it then', () => {
  let openFile: (event: { preventDefault(): void }, path: string) => void = () => undefined;
  const app = { on: (_: string, listener: typeof openFile) => (openFile = listener) };
  const asked = new AskedPaths(app as never);
  const preventDefault = vi.fn();
  asked.take('/from/argv.txt');
  asked.take('/from/argv.pth');
  // The interface begins with the first that it can show.
  expect(asked.takeView((path) => (path.endsWith('.pth') ? '/evaluate' : null))).toBe('/evaluate');
  expect(asked.takeView((path) => (path.endsWith('.pth') ? '/evaluate' : null))).toBeNull();
  openFile({ preventDefault }, '/from/finder.pth');
  expect(preventDefault).toHaveBeenCalledOnce();
  const opened: string[] = [];
  asked.openWith((path) => opened.push(path));
  asked.take('/later.pth');
  expect(opened).toEqual(['/from/argv.txt', '/from/finder.pth', '/later.pth']);
});
