/** Decoding many images on several threads: as on one, with the same errors, and ended by a cancel. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImages } from '../../../src/main/datasets/decode-images';
import { listImages } from '../../../src/main/datasets/list-images';
import { buildEntries, type BuiltEntries } from '../../fixtures/build-entries';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';

let root = '';
let entries: BuiltEntries;
let paths: string[] = [];
beforeAll(async () => {
  entries = await buildEntries();
  root = await mkdtemp(join(tmpdir(), 'decode-images-'));
  await makeTinyDataset(root, { tasks: ['A'], perClass: 100, size: 32 });
  paths = (await listImages(root)).map((name) => join(root, name));
});
afterAll(async () => {
  await rm(root, { recursive: true });
  await rm(entries.folder, { recursive: true });
});

const script = () => pathToFileURL(join(entries.folder, 'decode-thread.js'));
const threads = () => ({ script: script(), count: 2, afterMs: 0 });
/** So many that they are not decoded before a thread has started. */
const many = () => Array.from({ length: 4 }, () => paths).flat();

describe('decodeImages', () => {
  it('gives the same pixels and hashes with threads as without, and tells of the last image', async () => {
    const reports: number[] = [];
    const alone = await decodeImages(many(), { size: 16 }, null);
    const shared = await decodeImages(many(), { size: 16, onProgress: (done) => reports.push(done) }, threads());
    expect(shared).toEqual(alone);
    expect(reports.at(-1)).toBe(many().length);
    expect(reports).toEqual(reports.toSorted((a, b) => a - b));
  });

  it('tells of unreadable images, whichever thread met them', async () => {
    const words = join(root, 'words.png');
    await writeFile(words, 'just words');
    const given = many().flatMap((path, index) => (index % 500 === 7 ? [words, path] : [path]));
    const told: number[] = [];
    const onUnreadable = (index: number) => told.push(index);
    const { wasRead, hashes } = await decodeImages(given, { size: 16, onUnreadable }, threads());
    const expected = [...given.keys()].filter((index) => given[index] === words);
    expect(told.toSorted((a, b) => a - b)).toEqual(expected);
    expect([...wasRead.keys()].filter((index) => wasRead[index] === 0)).toEqual(expected);
    expect(hashes.every((hash) => hash !== null)).toBe(true);
    await expect(decodeImages(given, { size: 16 }, threads())).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining(words),
    });
  });

  it('has no hash for a file that is not there', async () => {
    const given = [join(root, 'nowhere.png'), ...paths.slice(0, 1)];
    const { hashes, wasRead } = await decodeImages(given, { size: 16, onUnreadable: () => undefined });
    expect(hashes).toEqual([null, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect([...wasRead]).toEqual([0, 1]);
  });

  it('ends every thread when it is cancelled', async () => {
    const abort = new AbortController();
    const onProgress = (done: number) => {
      if (done > 100) abort.abort();
    };
    const decoding = decodeImages(many(), { size: 16, signal: abort.signal, onProgress }, threads());
    await expect(decoding).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('fails when a thread cannot start', async () => {
    const broken = { ...threads(), script: pathToFileURL(join(root, 'no-such-thread.js')) };
    await expect(decodeImages(many(), { size: 16 }, broken)).rejects.toThrow('no-such-thread.js');
  });

  it('says how much memory it would need where there is not so much', async () => {
    const size = 100_000_000;
    await expect(decodeImages(paths.slice(0, 1), { size })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('1 image of 100000000 pixels a side'),
    });
  });
});
