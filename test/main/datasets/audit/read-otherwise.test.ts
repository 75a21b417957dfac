/** Images that are read otherwise than a viewer shows them are named in the scan. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scanRoot } from '../../../../src/main/datasets/scan-root';
import { makeTinyDataset } from '../../../fixtures/make-tiny-dataset';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-otherwise-'));
  await makeTinyDataset(folder, { tasks: ['Stripes'], perClass: 3, size: 16 });
});
afterAll(() => rm(folder, { recursive: true }));

it('counts turned ones and those of 16-bit grey', async () => {
  const fake = join(folder, 'Stripes/train/fake');
  const rgb = { create: { width: 9, height: 4, channels: 3, background: '#a08030' } } as const;
  await sharp(rgb).withMetadata({ orientation: 6 }).jpeg().toFile(join(fake, 'turned.jpg'));
  // PIL turns this one.
  await sharp(rgb).withMetadata({ orientation: 6 }).tiff().toFile(join(fake, 'turned.tif'));
  const grey = { raw: { width: 2, height: 1, channels: 1 } } as const;
  await sharp(Uint16Array.of(300, 7000), grey).toColourspace('grey16').png().toFile(join(fake, 'deep.png'));
  const { tasks } = await scanRoot(folder, { onProgress: () => undefined, signal: new AbortController().signal });
  const told = tasks[0]?.problems.filter(({ code }) => code === 'read-otherwise');
  expect(told).toMatchObject([
    {
      severity: 'warning',
      message: expect.stringMatching(
        /^1 image of task "Stripes" has an EXIF orientation, which is not applied.*turned\.jpg/,
      ),
    },
    {
      severity: 'warning',
      message: expect.stringMatching(/^1 image of task "Stripes" has 16 bits of grey.*deep\.png/),
    },
  ]);
});
