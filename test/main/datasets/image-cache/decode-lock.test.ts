/** The lock of images that are being decoded: held, waited for, let go of, and taken away from a process that is gone. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DecodeLock, lockPath } from '../../../../src/main/datasets/image-cache/decode-lock';

const times = { lookMs: 5, beatMs: 20, silentMs: 60_000 };
let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decode-lock-'));
  path = join(folder, 'cache', 'a.lock');
});
afterEach(() => rm(folder, { recursive: true }));

const take = (signal?: AbortSignal, changes: Partial<typeof times> = {}) =>
  DecodeLock.takeOrWait(path, signal, { ...times, ...changes });

async function held(): Promise<DecodeLock> {
  const lock = await take();
  if (lock === null) throw new Error('Nobody else should hold the lock.');
  return lock;
}

it('is held by one, and the next hears when it is let go of', async () => {
  const lock = await held();
  let heard: unknown = 'nothing yet';
  const second = take().then((answer) => (heard = answer));
  await sleep(50);
  expect(heard).toBe('nothing yet');
  await lock.release();
  await second;
  expect(heard).toBeNull();
  await (await held()).release();
  expect(await readdir(join(folder, 'cache'))).toEqual([]);
});

it('is taken away from a process that has ended', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await (await held()).release();
  await writeFile(path, JSON.stringify({ processId: pid, host: hostname(), token: 'x' }));
  expect(await take()).toBeNull();
  expect(await readdir(join(folder, 'cache'))).toEqual([]);
});

it('is taken away from one that has given no sign of life for long, whoever it was', async () => {
  await (await held()).release();
  await writeFile(path, '{"processId":');
  await utimes(path, new Date(), new Date(Date.now() - times.silentMs - 1000));
  expect(await take()).toBeNull();
  const other = JSON.stringify({ processId: process.pid, host: 'elsewhere', token: 'x' });
  await writeFile(path, other);
  await utimes(path, new Date(), new Date(Date.now() - times.silentMs - 1000));
  expect(await take()).toBeNull();
});

it('gives signs of life while it is held', async () => {
  const lock = await held();
  await utimes(path, 0, 0);
  await expect.poll(async () => (await stat(path)).mtimeMs).toBeGreaterThan(0);
  await lock.release();
});

it('leaves the lock of whoever took it over alone', async () => {
  const lock = await held();
  const other = JSON.stringify({ processId: process.pid, host: hostname(), token: 'another' });
  await writeFile(path, other);
  await lock.release();
  expect(await readFile(path, 'utf8')).toBe(other);
});

it('stops waiting when it is told to', async () => {
  const lock = await held();
  const stop = new AbortController();
  const waiting = take(stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  await lock.release();
});

it('is another one for another folder, size or number of images', async () => {
  const images = { folder, count: 3, size: 8 };
  const own = await lockPath('cache', images);
  expect(await lockPath('cache', images)).toBe(own);
  for (const other of [{ folder: tmpdir() }, { count: 4 }, { size: 16 }]) {
    expect(await lockPath('cache', { ...images, ...other })).not.toBe(own);
  }
});
