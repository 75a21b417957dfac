/** `settings/get`, `settings/save` and `update/open`, in hosts with and without a desktop. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HostUpdates, Workbench } from '../../../src/main/workbench-api';
import { firstSettings } from '../../../src/shared/settings';
import { openTestWorkbench, temporaryFolder, testHost } from '../../fixtures/tiny-workbench';

let folder: string;
let opened: Workbench[];
beforeEach(async () => {
  folder = await temporaryFolder('settings-calls');
  opened = [];
});
afterEach(async () => {
  for (const workbench of opened) await workbench.close();
  await rm(folder, { recursive: true });
});

async function open(kind: 'desktop' | 'browser', updates?: HostUpdates): Promise<Workbench> {
  const host = { ...testHost(), kind, ...(updates && { updates }) };
  const settingsPath = join(folder, 'person', 'settings.json');
  const workbench = await openTestWorkbench(join(folder, kind), { host, settingsPath });
  opened.push(workbench);
  return workbench;
}

it('names the settings that do something in this host', async () => {
  const desktop = await (await open('desktop')).call('settings/get', {});
  expect(desktop).toMatchObject({ settings: firstSettings, problem: null });
  expect(desktop.applicable).toEqual(['keepsAwake', 'notifies', 'checksForUpdates']);
  const browser = await (await open('browser')).call('settings/get', {});
  expect(browser.applicable).toEqual([]);
  expect(browser.update).toMatchObject({ state: 'unavailable' });
});

it('changes one and leaves the others, for every workspace, and pushes it', async () => {
  const workbench = await open('desktop');
  const pushed = vi.fn();
  workbench.subscribe((name, payload) => name === 'settings/changed' && pushed(payload));
  const saved = await workbench.call('settings/save', { change: { keepsAwake: false } });
  expect(saved.settings).toEqual({ ...firstSettings, keepsAwake: false });
  expect(pushed.mock.calls).toEqual([[saved]]);
  const elsewhere = await (await open('browser')).call('settings/get', {});
  expect(elsewhere.settings).toEqual(saved.settings);
});

it('says which file cannot be written', async () => {
  await writeFile(join(folder, 'person'), '');
  const saving = (await open('desktop')).call('settings/save', { change: { notifies: false } });
  await expect(saving).rejects.toMatchObject({
    code: 'not-permitted',
    message: expect.stringContaining(join(folder, 'person', 'settings.json')),
  });
});

it('pushes a newer version when the host finds one, and opens its page', async () => {
  let tell = () => undefined as void;
  const openPage = vi.fn(() => Promise.resolve());
  const update = { state: 'newer', askedAt: '2030-01-01T00:00:00.000Z', version: '9.0.0' } as const;
  const workbench = await open('desktop', {
    status: () => update,
    onChange: (listener) => (tell = listener),
    openPage,
  });
  const pushed = vi.fn();
  workbench.subscribe((name, payload) => name === 'settings/changed' && pushed(payload));
  tell();
  await expect.poll(() => pushed.mock.calls).toEqual([[expect.objectContaining({ update })]]);
  await workbench.call('update/open', {});
  expect(openPage).toHaveBeenCalledOnce();
});

it('opens no page where nobody looks for a newer version', async () => {
  await expect((await open('browser')).call('update/open', {})).rejects.toMatchObject({ code: 'unavailable' });
});
