/** The file of a person's settings. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SettingsFile } from '../../../src/main/settings/settings-file';
import { firstSettings } from '../../../src/shared/settings';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder('settings');
  path = join(folder, 'person', 'settings.json');
});
afterEach(() => rm(folder, { recursive: true }));

it('starts with everything on, and writes nothing before something is changed', async () => {
  expect(await new SettingsFile(path).read()).toEqual({ settings: firstSettings, problem: null });
  expect(await readdir(folder)).toEqual([]);
});

it('keeps a change for the next start, and is seen by another window at once', async () => {
  const other = new SettingsFile(path);
  await new SettingsFile(path).save({ notifies: false });
  expect((await other.read()).settings).toEqual({ ...firstSettings, notifies: false });
  // Nothing half-written is left beside it.
  expect(await readdir(join(folder, 'person'))).toEqual(['settings.json']);
});

it('loses neither of two changes at the same time', async () => {
  const file = new SettingsFile(path);
  await Promise.all([file.save({ notifies: false }), file.save({ keepsAwake: false })]);
  expect((await file.read()).settings).toEqual({ keepsAwake: false, notifies: false, checksForUpdates: true });
});

it('takes what is missing from the first settings', async () => {
  await mkdir(join(folder, 'person'));
  await writeFile(path, '{"keepsAwake":false,"ofALaterVersion":1}');
  expect(await new SettingsFile(path).read()).toEqual({
    settings: { ...firstSettings, keepsAwake: false },
    problem: null,
  });
});

it('says what is wrong with a file that someone edited, and writes it anew with the next change', async () => {
  await mkdir(join(folder, 'person'));
  for (const text of ['{', '{"notifies":"yes"}', '[]']) {
    await writeFile(path, text);
    const file = new SettingsFile(path);
    const { settings, problem } = await file.read();
    expect(settings).toEqual(firstSettings);
    expect(problem).toContain(path);
    await file.save({ notifies: false });
    expect(await file.read()).toEqual({ settings: { ...firstSettings, notifies: false }, problem: null });
  }
});

it('tells whoever changes something when it cannot be kept, and tries the next change all the same', async () => {
  await writeFile(join(folder, 'person'), 'a file where the folder has to be');
  const file = new SettingsFile(path);
  await expect(file.save({ notifies: false })).rejects.toThrow();
  await rm(join(folder, 'person'));
  await file.save({ keepsAwake: false });
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ ...firstSettings, keepsAwake: false });
});
