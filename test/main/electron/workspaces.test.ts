/** Recent workspaces: what is kept, what the menu shows, and which folders are workspaces. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app } from 'electron';
import pino from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isWorkspaceOrEmpty } from '../../../src/main/electron/open-workspace';
import { RecentWorkspaces } from '../../../src/main/electron/recent-workspaces';
import { workspaceItems } from '../../../src/main/electron/workspace-items';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

vi.mock('electron', () => ({
  app: { addRecentDocument: vi.fn(), clearRecentDocuments: vi.fn() },
  shell: {},
  dialog: {},
}));

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder('recent');
  path = join(folder, 'person', 'recent-workspaces.json');
});
afterEach(() => rm(folder, { recursive: true }));

const log = pino({ level: 'silent' });

async function made(name: string): Promise<string> {
  await mkdir(join(folder, name), { recursive: true });
  return join(folder, name);
}

it('has the last one first, each once, and at most ten', async () => {
  const recent = new RecentWorkspaces(path, log);
  const all = await Promise.all(Array.from({ length: 12 }, (_, index) => made(`workspace ${index}`)));
  for (const workspace of all) await recent.remember(workspace);
  await recent.remember(all[5] ?? '');
  // As another window reads it.
  const expected = [5, 11, 10, 9, 8, 7, 6, 4, 3, 2].map((index) => all[index]);
  expect(await new RecentWorkspaces(path, log).list()).toEqual(expected);
  expect(vi.mocked(app.addRecentDocument)).toHaveBeenLastCalledWith(all[5]);
});

it('does not offer a folder that is gone, and knows it again when its disk is back', async () => {
  const recent = new RecentWorkspaces(path, log);
  const workspace = await made('on a disk');
  await recent.remember(workspace);
  await rm(workspace, { recursive: true });
  expect(await recent.list()).toEqual([]);
  await made('on a disk');
  expect(await recent.list()).toEqual([workspace]);
});

it('is cleared but for the one that is open', async () => {
  const recent = new RecentWorkspaces(path, log);
  const [one, two] = [await made('one'), await made('two')];
  await recent.remember(one);
  await recent.remember(two);
  await recent.clear(two);
  expect(await recent.list()).toEqual([two]);
  expect(vi.mocked(app.clearRecentDocuments)).toHaveBeenCalled();
});

it('starts anew after a file that someone edited, and does without where nothing can be written', async () => {
  const workspace = await made('workspace');
  await mkdir(join(folder, 'person'));
  await writeFile(path, '[]');
  await new RecentWorkspaces(path, log).remember(workspace);
  expect(await new RecentWorkspaces(path, log).list()).toEqual([workspace]);
  const nowhere = new RecentWorkspaces(join(path, 'below a file'), log);
  await nowhere.remember(workspace);
  expect(await nowhere.list()).toEqual([]);
});

it('is a menu of the other workspaces, which opens them', () => {
  const open = vi.fn();
  const items = workspaceItems({
    workspace: '/this',
    recent: ['/this', '/data/R&D'],
    choose: () => undefined,
    open,
    clearRecent: () => undefined,
  });
  const submenu = items.find(({ label }) => label === 'Open &recent')?.submenu;
  const [first, ...rest] = Array.isArray(submenu) ? submenu : [];
  expect(first?.label).toBe('/data/R&&D');
  expect(rest.map(({ label }) => label)).toEqual([undefined, 'Clear the list']);
  first?.click?.(undefined as never, undefined, undefined as never);
  expect(open.mock.calls).toEqual([['/data/R&D']]);
});

it('tells a workspace, and an empty folder, from a folder of something else', async () => {
  const [empty, workspace, photographs] = [await made('empty'), await made('workspace'), await made('photographs')];
  await mkdir(join(workspace, 'runs'));
  await writeFile(join(photographs, 'cat.jpg'), '');
  expect([empty, workspace, photographs].map(isWorkspaceOrEmpty)).toEqual([true, true, false]);
});
