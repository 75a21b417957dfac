/** The cache's folder: what counts as ours, what goes first, what is left behind by processes that are gone. */
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  clearCache,
  imageCacheFolder,
  imageCacheOf,
  measureCache,
  trimCache,
} from '../../../../src/main/datasets/image-cache/cache-folder';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** So many bytes, last used so many seconds ago. */
async function put(name: string, bytes: number, secondsAgo = 0): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'x'.repeat(bytes));
  const used = Date.now() / 1000 - secondsAgo;
  await utimes(path, used, used);
}

const left = async () => (await readdir(folder, { recursive: true })).filter((name) => name !== 'hashes').sort();

it('counts sets, hashes and what is being written, and nothing of others', async () => {
  expect(await measureCache(join(folder, 'not-there'))).toEqual({ sizeBytes: 0, sets: 0 });
  await put('64px-6-a.images', 100);
  await put('64px-6-b.images.0123abcd.partial', 30);
  await put('hashes/1-2.json', 5);
  await put('holiday.jpg', 1000);
  expect(await measureCache(folder)).toEqual({ sizeBytes: 135, sets: 1 });
});

it('removes the longest unused first, and no more than it must', async () => {
  await put('old.images', 100, 300);
  await put('hashes/older.json', 5, 400);
  await put('new.images', 100, 100);
  await put('middle.images', 100, 200);
  await trimCache(folder, 200);
  expect(await left()).toEqual(['middle.images', 'new.images']);
  await trimCache(folder, 200);
  expect(await left()).toEqual(['middle.images', 'new.images']);
  await trimCache(folder, 199);
  expect(await left()).toEqual(['new.images']);
});

it('leaves a file that is being written alone, and removes one whose writer is gone for an hour', async () => {
  await put('a.images.00000000.partial', 100, 60);
  await put('b.images.00000000.partial', 100, 2 * 3600);
  await trimCache(folder, 0);
  expect(await left()).toEqual(['a.images.00000000.partial']);
});

it('clears what is ours and leaves other files alone', async () => {
  await put('a.images', 100);
  await put('a.images.00000000.partial', 100);
  await put('hashes/1-2.json', 5);
  await put('holiday.jpg', 1000);
  await clearCache(folder);
  expect(await left()).toEqual(['holiday.jpg']);
});

it('lies in the workspace of the run, and nowhere for a run outside of one', () => {
  expect(imageCacheOf(join(folder, 'runs', 'one'))).toBe(imageCacheFolder(folder));
  expect(imageCacheOf(join(folder, 'evaluations', 'one'))).toBe(imageCacheFolder(folder));
  expect(imageCacheOf(join(folder, 'elsewhere', 'one'))).toBeNull();
});
