/** Thumbnails: which images are chosen and what they look like. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSamples } from '../../../src/main/datasets/read-samples';
import { scanRoot } from '../../../src/main/datasets/scan-root';
import type { TaskScan } from '../../../src/shared/task';
import { makeTinyDataset } from '../../fixtures/make-tiny-dataset';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'read-samples-'));
  await makeTinyDataset(root, { tasks: ['A'], perClass: 9, size: 16 });
});
afterEach(() => rm(root, { recursive: true }));

async function scanned(): Promise<TaskScan> {
  const [task] = (await scanRoot(root)).tasks;
  if (task === undefined) throw new Error('no task');
  return task;
}

describe('readSamples', () => {
  it('spreads its choice evenly over the sorted files', async () => {
    const samples = await readSamples(await scanned(), { split: 'train', className: 'real', count: 3 });
    expect(samples.map((sample) => sample.file)).toEqual(['1', '4', '7'].map((n) => `train/real/real_00${n}.png`));
    expect(samples.every((sample) => sample.className === 'real')).toBe(true);
  });

  it('gives every image once when more are asked for than there are', async () => {
    const samples = await readSamples(await scanned(), { split: 'val', className: 'fake', count: 40 });
    expect(new Set(samples.map((sample) => sample.file)).size).toBe(9);
    expect(samples).toHaveLength(9);
  });

  it('keeps a small image as it is and reduces a large one to 96 pixels, keeping its shape', async () => {
    await sharp(join(root, 'A/train/fake/fake_000.png'))
      .resize(400, 200)
      .jpeg()
      .toFile(join(root, 'A/train/fake/wide.jpg'));
    const samples = await readSamples(await scanned(), { split: 'train', className: 'fake', count: 48 });
    const sizes = await Promise.all(
      samples.map(async ({ file, bytes, mediaType, width, height }) => {
        const thumbnail = await sharp(bytes).metadata();
        expect(mediaType).toBe(`image/${thumbnail.format}`);
        return `${file} ${width}x${height} shown ${thumbnail.width}x${thumbnail.height}`;
      }),
    );
    expect(sizes[0]).toBe('train/fake/fake_000.png 16x16 shown 16x16');
    expect(sizes.at(-1)).toBe('train/fake/wide.jpg 400x200 shown 96x48');
  });

  it('leaves out what cannot be read', async () => {
    await writeFile(join(root, 'A/train/fake/fake_004.png'), 'words');
    const samples = await readSamples(await scanned(), { split: 'train', className: 'fake', count: 9 });
    expect(samples).toHaveLength(8);
  });

  it('has no samples of a split that is not there', async () => {
    expect(await readSamples(await scanned(), { split: 'test', className: 'fake', count: 4 })).toEqual([]);
  });
});
