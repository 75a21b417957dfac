/** The page that hands the address of `serve --open` to a browser. */
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeHandoverPage } from '../../../src/main/server/handover-page';
import { temporaryFolder } from '../../fixtures/tiny-workbench';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder('handover');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('leads to the address, is its owner’s alone, has no token in its own address, and goes', async () => {
  const address = 'http://127.0.0.1:7420/?token=secret-token';
  const page = await writeHandoverPage(address, folder);
  expect(page.url).not.toContain('secret-token');
  const path = fileURLToPath(page.url);
  expect(await readFile(path, 'utf8')).toContain(`content="0; url=${address}"`);
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  await page.remove();
  expect(await readdir(folder)).toEqual([]);
});
