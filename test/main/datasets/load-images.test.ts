/** One split in memory: order, names, labels, pixels, and what happens to images that cannot be read. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resizeBilinear } from '../../../src/core/images/resize-bilinear';
import { decodeImage } from '../../../src/main/datasets/decode-image';
import { loadImageSet } from '../../../src/main/datasets/load-images';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';

let root = '';
let task = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'load-images-'));
  await makeTinyDataset(root, { tasks: ['Stripes'], perClass: 3, size: 16 });
  task = join(root, 'Stripes');
});
afterEach(() => rm(root, { recursive: true }));

describe('loadImageSet', () => {
  it('lists fake as class 0, then real as class 1, each sorted by path', async () => {
    const set = await loadImageSet(task, 'train', { size: 16 });
    expect(set.files).toEqual([
      'train/fake/fake_000.png',
      'train/fake/fake_001.png',
      'train/fake/fake_002.png',
      'train/real/real_000.png',
      'train/real/real_001.png',
      'train/real/real_002.png',
    ]);
    expect([...set.labels]).toEqual([0, 0, 0, 1, 1, 1]);
    expect(set.size).toBe(16);
  });

  it('puts every image, resized, at its place', async () => {
    const set = await loadImageSet(task, 'val', { size: 8 });
    expect(set.pixels.length).toBe(6 * 8 * 8 * 3);
    for (const [index, file] of set.files.entries()) {
      const expected = resizeBilinear(await decodeImage(join(task, file)), 8, 8).pixels;
      expect(set.pixels.subarray(index * 192, (index + 1) * 192)).toEqual(expected);
    }
  });

  it('finds images in subfolders and passes over what is not an image', async () => {
    const fake = join(task, 'train/fake');
    await mkdir(join(fake, 'video-2'));
    await writeFile(join(fake, 'video-2/a.PNG'), await readFile(join(fake, 'fake_000.png')));
    await Promise.all(
      ['Thumbs.db', '.DS_Store', '.hidden.png', 'notes.txt'].map((name) => writeFile(join(fake, name), 'x')),
    );
    const { files } = await loadImageSet(task, 'train', { size: 8 });
    expect(files.filter((file) => file.startsWith('train/fake'))).toEqual([
      'train/fake/fake_000.png',
      'train/fake/fake_001.png',
      'train/fake/fake_002.png',
      'train/fake/video-2/a.PNG',
    ]);
  });

  it('tells its progress up to the last image', async () => {
    const reports: string[] = [];
    await loadImageSet(task, 'train', { size: 8, onProgress: (done, total) => reports.push(`${done}/${total}`) });
    expect(reports).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
  });

  it('ends at an unreadable image and names it', async () => {
    const path = join(task, 'train/real/real_001.png');
    await writeFile(path, 'not an image');
    await expect(loadImageSet(task, 'train', { size: 8 })).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining(path),
    });
  });

  it('skips an unreadable image when the caller wants to be told, and keeps the others in place', async () => {
    const whole = await loadImageSet(task, 'train', { size: 8 });
    await writeFile(join(task, 'train/fake/fake_001.png'), 'not an image');
    const skipped: string[] = [];
    const set = await loadImageSet(task, 'train', {
      size: 8,
      onUnreadable: (file, error) => skipped.push(`${file} ${error.code}`),
    });
    expect(skipped).toEqual(['train/fake/fake_001.png damaged']);
    expect([...set.labels]).toEqual([0, 0, 1, 1, 1]);
    expect(set.files).toEqual(whole.files.filter((file) => file !== 'train/fake/fake_001.png'));
    const expected = [...whole.pixels.subarray(0, 192), ...whole.pixels.subarray(2 * 192)];
    expect([...set.pixels]).toEqual(expected);
  });

  it('does not go on with a class that has lost all its images', async () => {
    for (const name of ['fake_000', 'fake_001', 'fake_002']) await writeFile(join(task, `train/fake/${name}.png`), 'x');
    await expect(loadImageSet(task, 'train', { size: 8, onUnreadable: () => undefined })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(join(task, 'train/fake')),
    });
  });

  it('says which folder is missing, and which is empty', async () => {
    await rm(join(task, 'val/real'), { recursive: true });
    await expect(loadImageSet(task, 'val', { size: 8 })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(join(task, 'val/real')),
    });
    await mkdir(join(task, 'val/real'));
    await expect(loadImageSet(task, 'val', { size: 8 })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(join(task, 'val/real')),
    });
  });

  it('loads a test split of one class', async () => {
    await mkdir(join(task, 'test/fake'), { recursive: true });
    await writeFile(join(task, 'test/fake/a.png'), await readFile(join(task, 'val/fake/fake_000.png')));
    const set = await loadImageSet(task, 'test', { size: 8 });
    expect([...set.labels]).toEqual([0]);
  });

  it('stops when it is cancelled', async () => {
    const abort = new AbortController();
    const loading = loadImageSet(task, 'train', { size: 8, signal: abort.signal, onProgress: () => abort.abort() });
    await expect(loading).rejects.toMatchObject({ code: 'cancelled' });
  });
});
