/** `cache/get` and `cache/clear` over a workspace whose cache holds something. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Workbench } from '../../../src/main/workbench-api';
import { openTestWorkbench, temporaryFolder } from '../../fixtures/tiny-workbench';

let folder = '';
let workbench: Workbench;
beforeEach(async () => {
  folder = await temporaryFolder('cache');
  workbench = await openTestWorkbench(folder);
});
afterEach(async () => {
  await workbench.close();
  await rm(folder, { recursive: true });
});

it('measures the cache and clears it', async () => {
  const path = join(folder, 'cache', 'images');
  const empty = { path, sizeBytes: 0, limitBytes: 10 * 1024 ** 3, sets: 0 };
  expect(await workbench.call('cache/get', {})).toEqual(empty);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, '64px-6-a.images'), 'x'.repeat(123));
  expect(await workbench.call('cache/get', {})).toEqual({ ...empty, sizeBytes: 123, sets: 1 });
  expect(await workbench.call('cache/clear', {})).toEqual(empty);
  expect(await workbench.call('cache/get', {})).toEqual(empty);
});

it('says which folder cannot be cleared', async () => {
  const path = join(folder, 'cache', 'images');
  // A folder that is called like a set: it is not removed, for it is none of ours.
  await mkdir(join(path, 'a.images'), { recursive: true });
  await expect(workbench.call('cache/clear', {})).rejects.toMatchObject({
    code: 'not-permitted',
    message: expect.stringContaining(path),
  });
});
