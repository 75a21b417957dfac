/** What the desktop window was started with. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { windowArguments } from '../../../src/main/electron/arguments';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder('arguments');
  await mkdir(join(folder, 'program'));
  await mkdir(join(folder, 'my workspace'));
  await writeFile(join(folder, 'best of all.pth'), '');
});
afterAll(() => rm(folder, { recursive: true }));

const fromSources = (argv: readonly string[], environment = {}) =>
  windowArguments(argv, { isPackaged: false, folder: join(folder, 'program'), environment });
const packaged = (argv: readonly string[], environment = {}) =>
  windowArguments(argv, { isPackaged: true, folder: '/anywhere/app.asar', environment });
const usual = { file: null, demo: false, announce: false, devTools: false, logDelays: false };

it('reads the workspace after the program folder, and among switches of Chromium', () => {
  const argv = ['electron', '--no-sandbox', join(folder, 'program'), '--announce', '--workspace', 'here', '--demo'];
  expect(fromSources(argv)).toEqual({ ...usual, workspace: resolve('here'), demo: true, announce: true });
});

it('reads the arguments of a packaged program, which has no folder among them', () => {
  expect(packaged(['workbench', '--workspace=/w'])).toEqual({ ...usual, workspace: '/w' });
});

it('has a workspace when it is opened from its icon', () => {
  expect(packaged(['workbench']).workspace).toMatch(/cored-workbench$/);
  expect(packaged(['workbench', '--workspace']).workspace).toMatch(/cored-workbench$/);
});

describe('a path among the arguments', () => {
  it('is a file to open, as a path or as an address', () => {
    const file = join(folder, 'best of all.pth');
    for (const argument of [file, pathToFileURL(file).href]) {
      expect(packaged(['workbench', argument]).file).toBe(file);
      expect(fromSources(['electron', join(folder, 'program'), argument]).file).toBe(file);
    }
  });

  it('is handed on also when it leads nowhere, so that somebody can say so', () => {
    expect(packaged(['workbench', '/no/such.pth']).file).toBe('/no/such.pth');
  });

  it('is the workspace when it is a folder and no other is named', () => {
    const workspace = join(folder, 'my workspace');
    expect(packaged(['workbench', workspace])).toEqual({ ...usual, workspace });
    expect(packaged(['workbench', workspace, '--workspace=/w'])).toEqual({ ...usual, workspace: '/w' });
  });
});

it('has developer tools where somebody asks for them', () => {
  expect(packaged(['workbench', '--devtools']).devTools).toBe(true);
  expect(packaged(['workbench'], { CORED_DEVTOOLS: '1' }).devTools).toBe(true);
  expect(packaged(['workbench'], { CORED_DEVTOOLS: '' }).devTools).toBe(false);
});
