/** The image cache: the same bytes as without it, found again by content, never trusted when damaged, and bounded. */
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as DecodeImage from '../../../../src/main/datasets/decode-image';
import { ImageCache } from '../../../../src/main/datasets/image-cache/image-cache';
import type { ImageCacheOptions } from '../../../../src/main/datasets/image-cache/image-cache';
import { loadImageSet } from '../../../../src/main/datasets/load-images';
import type * as OpenFile from '../../../../src/main/datasets/open-file';
import { makeTinyDataset } from '../../../fixtures/make-tiny-dataset';

/** What was decoded and what was opened, as it really happened. */
const done = vi.hoisted(() => ({ decoded: 0, opened: 0 }));
vi.mock('../../../../src/main/datasets/decode-image', async (original) => {
  const real = await original<typeof DecodeImage>();
  return {
    ...real,
    decodeImageBytes: (...given: Parameters<typeof real.decodeImageBytes>) => {
      done.decoded += 1;
      return real.decodeImageBytes(...given);
    },
  };
});
vi.mock('../../../../src/main/datasets/open-file', async (original) => {
  const real = await original<typeof OpenFile>();
  return {
    ...real,
    readPlainFile: (...given: Parameters<typeof real.readPlainFile>) => {
      done.opened += 1;
      return real.readPlainFile(...given);
    },
    hashPlainFile: (...given: Parameters<typeof real.hashPlainFile>) => {
      done.opened += 1;
      return real.hashPlainFile(...given);
    },
  };
});

const size = 8;
const imageBytes = size * size * 3;
const setBytes = 6 * imageBytes;
let root = '';
let task = '';
let folder = '';
let warnings: string[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'image-cache-'));
  await makeTinyDataset(root, { tasks: ['Stripes'], perClass: 3, size: 16 });
  task = join(root, 'Stripes');
  folder = join(root, 'cache');
  warnings = [];
});
afterEach(() => rm(root, { recursive: true }));

/** As a new worker opens it. */
const openCache = (changes: Partial<ImageCacheOptions> = {}) =>
  new ImageCache({
    folder,
    limitBytes: 2 ** 30,
    warn: async (message) => {
      warnings.push(message);
    },
    ...changes,
  });

async function load(cache = openCache(), options: Partial<Parameters<typeof loadImageSet>[2]> = {}) {
  done.decoded = 0;
  done.opened = 0;
  const set = await loadImageSet(task, 'train', { size, cache, ...options });
  return { set, ...done };
}

const setFiles = async () => (await readdir(folder)).filter((name) => name.includes('.images')).sort();
async function onlySetFile() {
  const [name, ...others] = await setFiles();
  expect(others).toEqual([]);
  return join(folder, name ?? 'none');
}

describe('loading through the image cache', () => {
  it('gives the bytes of decoding, when it decodes and when it has them', async () => {
    const plain = await loadImageSet(task, 'train', { size });
    const first = await load();
    const second = await load();
    expect([first.decoded, second.decoded]).toEqual([6, 0]);
    expect(first.set).toEqual(plain);
    expect(second.set).toEqual(plain);
    expect(second.set.pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('reads each file once when it is new: for its hash and for its image', async () => {
    expect((await load()).opened).toBe(6);
  });

  it('decodes once where two begin at the same moment', async () => {
    const plain = await loadImageSet(task, 'train', { size });
    done.decoded = 0;
    const both = await Promise.all([1, 2].map(() => loadImageSet(task, 'train', { size, cache: openCache() })));
    expect(done.decoded).toBe(6);
    expect(both).toEqual([plain, plain]);
    expect(await readdir(folder)).not.toContainEqual(expect.stringMatching(/lock/));
    expect(warnings).toEqual([]);
  });

  it('keeps sizes apart', async () => {
    await load();
    const plain = await loadImageSet(task, 'train', { size: 4 });
    expect((await load(openCache(), { size: 4 })).set).toEqual(plain);
    expect(await setFiles()).toHaveLength(2);
  });

  it('knows a dataset again that was moved, copied, or whose files were renamed into another order', async () => {
    await load();
    await rename(task, join(root, 'Moved'));
    task = join(root, 'Moved');
    expect((await load()).decoded).toBe(0);
    await cp(task, join(root, 'Copied'), { recursive: true });
    task = join(root, 'Copied');
    expect((await load()).decoded).toBe(0);
    await rename(join(task, 'train/fake/fake_000.png'), join(task, 'train/fake/zebra.png'));
    const plain = await loadImageSet(task, 'train', { size });
    const renamed = await load();
    expect(renamed.decoded).toBe(0);
    expect(renamed.set).toEqual(plain);
    expect(renamed.set.files[2]).toBe('train/fake/zebra.png');
  });

  it('opens no file that it has seen before, and sees a change that keeps length and time', async () => {
    const path = join(task, 'train/fake/fake_001.png');
    const [bytes, other] = [await readFile(path), await readFile(join(task, 'train/real/real_001.png'))];
    const length = Math.max(bytes.length, other.length);
    // Bytes after the end of a PNG are no part of the image.
    const padded = (content: Buffer) => Buffer.concat([content, Buffer.alloc(length - content.length)]);
    await writeFile(path, padded(bytes));
    await utimes(path, 1_000_000, 1_000_000);
    await sleep(2100);
    await load();
    expect((await load()).opened).toBe(0);

    await writeFile(path, padded(other));
    await utimes(path, 1_000_000, 1_000_000);
    const plain = await loadImageSet(task, 'train', { size });
    const changed = await load();
    expect(changed.decoded).toBe(6);
    expect(changed.set).toEqual(plain);
    expect(warnings).toEqual([]);
  });

  it('does not remember files that were written a moment ago', async () => {
    await load();
    expect((await load()).opened).toBe(6);
  });

  it('tells its progress up to the last image, from the cache too', async () => {
    await load();
    const reports: string[] = [];
    await load(openCache(), { onProgress: (at, total) => reports.push(`${at}/${total}`) });
    expect(reports).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
  });

  it('stops when it is cancelled, and keeps nothing then', async () => {
    const abort = new AbortController();
    const loading = load(openCache(), { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
    expect(await setFiles()).toEqual([]);
  });

  it('lets two workers make the same set at once', async () => {
    const plain = await loadImageSet(task, 'train', { size });
    const sets = await Promise.all(
      [openCache(), openCache()].map((cache) => loadImageSet(task, 'train', { size, cache })),
    );
    expect(sets).toEqual([plain, plain]);
    await onlySetFile();
    expect((await load()).set).toEqual(plain);
    expect(warnings).toEqual([]);
  });
});

describe('unreadable images in the cache', () => {
  beforeEach(() => writeFile(join(task, 'train/fake/fake_001.png'), 'just words'));

  it('are told and left out as when they were decoded', async () => {
    const skipped: string[][] = [[], []];
    const sets = [];
    for (const told of skipped) {
      sets.push(await load(openCache(), { onUnreadable: (file, { message }) => told.push(`${file} ${message}`) }));
    }
    expect(skipped[0]).toEqual([expect.stringContaining(join(task, 'train/fake/fake_001.png'))]);
    expect(skipped[1]).toEqual(skipped[0]);
    expect(sets[1]?.set).toEqual(sets[0]?.set);
    // The one that cannot be read is tried again, so that its error is told as it is now.
    expect(sets.map(({ decoded }) => decoded)).toEqual([6, 1]);
  });

  it('end the loading where they are not to be left out, whether or not the others are cached', async () => {
    const failure = { code: 'damaged', message: expect.stringContaining('fake_001.png') };
    await expect(load()).rejects.toMatchObject(failure);
    await load(openCache(), { onUnreadable: () => undefined });
    await expect(load()).rejects.toMatchObject(failure);
  });
});

describe('a damaged cache', () => {
  const damages: Record<string, (path: string) => Promise<void>> = {
    'cut off': (path) => truncate(path, 700),
    empty: (path) => truncate(path, 0),
    'one bit of a pixel turned': async (path) => {
      const bytes = await readFile(path);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 100) ^ 1, bytes.length - 100);
      await writeFile(path, bytes);
    },
    'something else': (path) => writeFile(path, 'x'.repeat(5000)),
  };
  it.each(Object.keys(damages))('is noticed, told and made anew: %s', async (damage) => {
    const plain = await loadImageSet(task, 'train', { size });
    await load();
    const path = await onlySetFile();
    await damages[damage]?.(path);
    const again = await load();
    expect(again.decoded).toBe(6);
    expect(again.set).toEqual(plain);
    expect(warnings).toEqual([expect.stringContaining(path)]);
    expect((await load()).decoded).toBe(0);
    expect(warnings).toHaveLength(1);
  });

  it('of hashes only costs another read', async () => {
    await sleep(2100);
    await load();
    const hashes = join(folder, 'hashes');
    const [name = 'none'] = await readdir(hashes);
    await writeFile(join(hashes, name), '{"format":1,"files":[["fake/fa');
    expect(await load()).toMatchObject({ opened: 6, decoded: 0 });
    expect(warnings).toEqual([expect.stringContaining('train')]);
    expect(await load()).toMatchObject({ opened: 0, decoded: 0 });
  });

  it('that cannot be written is told, and the images are there all the same', async () => {
    await writeFile(folder, 'a file where the folder should be');
    const plain = await loadImageSet(task, 'train', { size });
    expect((await load()).set).toEqual(plain);
    expect(warnings.join('\n')).toContain('cannot be kept in the image cache');
  });
});

describe('the limit', () => {
  const loadSplit = (split: 'train' | 'val', cache: ImageCache) => loadImageSet(task, split, { size, cache });

  it('removes what was used longest ago first', async () => {
    // Two sets with their headers and the hashes of their files fit, a third does not.
    const cache = openCache({ limitBytes: 3 * setBytes - 200 });
    await loadSplit('train', cache);
    const train = await onlySetFile();
    await loadSplit('val', cache);
    const val = join(folder, (await setFiles()).find((name) => !train.endsWith(name)) ?? 'none');
    await utimes(train, 1000, 1000);
    await utimes(val, 2000, 2000);
    await loadSplit('train', cache); // used again: val is the oldest now
    await mkdir(join(task, 'test'), { recursive: true });
    await cp(join(task, 'train/fake'), join(task, 'test/fake'), { recursive: true });
    await cp(join(task, 'val/fake'), join(task, 'test/real'), { recursive: true });
    await loadImageSet(task, 'test', { size, cache });
    const names = (await setFiles()).map((name) => join(folder, name));
    expect(names).toContain(train);
    expect(names).not.toContain(val);
    expect(names).toHaveLength(2);
    expect(warnings).toEqual([]);
  });

  it('says which set does not fit at all, and keeps nothing at a limit of 0', async () => {
    await load(openCache({ limitBytes: setBytes - 1 }));
    expect(warnings).toEqual([expect.stringMatching(/train" need .* CORED_IMAGE_CACHE_GIB/)]);
    await load(openCache({ limitBytes: 0 }));
    expect(warnings).toHaveLength(1);
    expect((await readdir(folder).catch(() => [])).filter((name) => name.includes('.images'))).toEqual([]);
  });
});
