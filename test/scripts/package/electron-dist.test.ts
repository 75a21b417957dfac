/** Which Electron a package is made of, out of folders that look like one. */
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findElectronDist } from '../../../scripts/package/electron-dist';
import { removeForeignApps } from '../../../scripts/package/remove-foreign-apps';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-dist-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function executable(text = 'exit 1'): Promise<string> {
  const path = join(folder, 'electron');
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
}

it('takes the folder that is named, with the version that its archive says', async () => {
  await executable();
  await writeFile(join(folder, 'version'), 'v45.4.1\n');
  expect(findElectronDist(folder, {}, 'linux')).toEqual({ folder, version: '45.4.1', sqliteForTests: null });
});

it('asks the Electron of ELECTRON_EXE for its version where no file says it, as a Node', async () => {
  const path = await executable('test "$ELECTRON_RUN_AS_NODE" = 1 && echo 33.2.1');
  expect(findElectronDist(undefined, { ELECTRON_EXE: path }, 'linux')?.version).toBe('33.2.1');
});

it('knows an Electron for tests by the better-sqlite3 that it carries', async () => {
  await executable('echo 33.2.1');
  await mkdir(join(folder, 'better-sqlite3-11'));
  expect(findElectronDist(folder, {}, 'linux')?.sqliteForTests).toBe(join(folder, 'better-sqlite3-11'));
});

it('names what is missing', async () => {
  expect(() => findElectronDist(folder, {}, 'linux')).toThrow(`${join(folder, 'electron')} is missing`);
  expect(() => findElectronDist(undefined, { ELECTRON_EXE: '/nowhere' }, 'linux')).toThrow(
    '/nowhere, which is no file',
  );
  await executable();
  expect(() => findElectronDist(folder, {}, 'linux')).toThrow('does not say which Electron it is');
});

it('takes programs and leftovers out of the copy, and nothing else', async () => {
  await mkdir(join(folder, 'resources/app'), { recursive: true });
  await mkdir(join(folder, 'better-sqlite3-11'));
  for (const name of ['version', '.ready', 'libffmpeg.so', 'resources/default_app.asar', 'resources/app-update.yml']) {
    await writeFile(join(folder, name), '');
  }
  await removeForeignApps(folder, 'linux');
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(['libffmpeg.so', 'resources']);
});
