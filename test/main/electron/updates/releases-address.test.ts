/** Where the newest release is asked for. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { releasesAddress } from '../../../../src/main/electron/updates/releases-address';
import { temporaryFolder } from '../../../fixtures/tiny-workbench';

let folder: string;
beforeAll(async () => (folder = await temporaryFolder('releases')));
afterAll(() => rm(folder, { recursive: true }));

async function addressOf(manifest: object, environment: NodeJS.ProcessEnv = {}): Promise<string | null> {
  const path = join(folder, 'package.json');
  await writeFile(path, JSON.stringify({ name: 'cored-workbench', version: '0.1.0', ...manifest }));
  return releasesAddress(path, environment);
}

it('is nowhere where nothing names it, or a place that is not GitHub', async () => {
  expect(await addressOf({})).toBeNull();
  expect(await addressOf({}, { CORED_NEWEST_RELEASE: '' })).toBeNull();
  expect(await addressOf({ repository: 'https://gitlab.com/lab/workbench.git' })).toBeNull();
});

it("follows from the repository's address on GitHub", async () => {
  const expected = 'https://api.github.com/repos/lab/cored.workbench/releases/latest';
  for (const repository of [
    'lab/cored.workbench',
    'github:lab/cored.workbench',
    'https://github.com/lab/cored.workbench.git',
    { type: 'git', url: 'git+https://github.com/lab/cored.workbench.git' },
    { type: 'git', url: 'git+ssh://git@github.com/lab/cored.workbench.git' },
  ]) {
    expect(await addressOf({ repository })).toBe(expected);
  }
});

it('is what package.json names, and before that what the environment does', async () => {
  const manifest = { repository: 'lab/workbench', updates: { newestRelease: 'https://lab.example/newest' } };
  expect(await addressOf(manifest)).toBe('https://lab.example/newest');
  const environment = { CORED_NEWEST_RELEASE: 'https://mirror.example/newest' };
  expect(await addressOf(manifest, environment)).toBe('https://mirror.example/newest');
});
