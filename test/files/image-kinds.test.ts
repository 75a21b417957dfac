/** Every kind of image gives the pixels that PIL gives: recorded ones (test/golden), and live ones where a PIL is at hand. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeImage, decodeImageBytes } from '../../src/main/datasets/decode-image';
import { findPython, runTorchScript } from '../main/weights/torch/torch-python';

const base64 = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));
const Read = z.object({ mode: z.string(), size: z.tuple([z.number(), z.number()]), rgb: base64 });
const Golden = z.object({ cases: z.array(Read.extend({ name: z.string(), file: base64 })) });
const golden = new URL('../golden/image-kinds.json', import.meta.url);
const { cases } = Golden.parse(JSON.parse(await readFile(golden, 'utf8')));

/** The largest and the mean difference that is allowed; all others are equal. docs/images.md says why. */
const unlike: Record<string, readonly [most: number, mean: number]> = {
  // libheif and libavif round differently, and widen the colours of 4:2:0 differently.
  'rgb.avif': [1, 0.3],
  'rgba.avif': [1, 0.3],
  'rgb-420.avif': [96, 8],
};

function differences(ours: Uint8Array, theirs: Uint8Array): { most: number; mean: number } {
  expect(ours.length).toBe(theirs.length);
  let most = 0;
  let sum = 0;
  theirs.forEach((value, at) => {
    const difference = Math.abs(value - (ours[at] ?? NaN));
    most = Math.max(most, difference);
    sum += difference;
  });
  return { most, mean: sum / theirs.length };
}

describe('the pixels that PIL reads', () => {
  it.each(cases)('of $name ($mode)', async ({ name, file, size, rgb }) => {
    const { pixels, width, height } = await decodeImageBytes(file, name);
    if (name === 'rgb-turned.avif') {
      // libheif turns the image as the format says; PIL makes an EXIF orientation of it, and leaves it.
      expect([width, height]).toEqual(size.toReversed());
      return;
    }
    expect([width, height]).toEqual(size);
    const found = differences(pixels, rgb);
    const [most, mean] = unlike[name] ?? [0, 0];
    expect(found.most).toBeLessThanOrEqual(most);
    expect(found.mean).toBeLessThanOrEqual(mean);
  });

  it('are of images that are no single colour', () => {
    expect(cases.length).toBeGreaterThan(70);
    for (const { rgb } of cases) expect(new Set(rgb).size).toBeGreaterThan(1);
  });
});

const python = findPython('from PIL import Image');
if (python === null) {
  process.stderr.write(
    'Skipped: the comparison with PIL at hand, because no Python with it was found (pip install pillow).\n',
  );
}

/** As people make them, with sharp: noise over a ramp, 48 x 36. */
function sharpFiles(): Record<string, Promise<Buffer>> {
  const image = (channels: 1 | 2 | 3 | 4) => {
    const pixels = Uint8Array.from(
      { length: 48 * 36 * channels },
      (_, at) => (at * 7919 + (at % 251) * 31 + (at >> 5)) % 256,
    );
    return sharp(pixels, { raw: { width: 48, height: 36, channels } });
  };
  return {
    'rgb.png': image(3).png().toBuffer(),
    'rgba.png': image(4).png().toBuffer(),
    'grey.png': image(1).toColourspace('b-w').png().toBuffer(),
    'grey-alpha.png': image(2).toColourspace('b-w').png().toBuffer(),
    'palette.png': image(3).png({ palette: true, colours: 16 }).toBuffer(),
    'palette-transparent.png': image(4).png({ palette: true }).toBuffer(),
    'progressive.png': image(3).png({ progressive: true }).toBuffer(),
    'rgb.jpg': image(3).jpeg().toBuffer(),
    'rgb-444.jpg': image(3).jpeg({ chromaSubsampling: '4:4:4', quality: 95 }).toBuffer(),
    'progressive.jpg': image(3).jpeg({ progressive: true }).toBuffer(),
    'mozjpeg.jpg': image(3).jpeg({ mozjpeg: true }).toBuffer(),
    'grey.jpg': image(1).toColourspace('b-w').jpeg().toBuffer(),
    'cmyk.jpg': image(3).toColourspace('cmyk').jpeg().toBuffer(),
    'turned.jpg': image(3).withMetadata({ orientation: 8 }).jpeg().toBuffer(),
    'lossless.webp': image(4).webp({ lossless: true, exact: true }).toBuffer(),
    'lossy.webp': image(3).webp().toBuffer(),
    'rgb.gif': image(3).gif().toBuffer(),
    'rgb.tif': image(3).tiff({ compression: 'lzw' }).toBuffer(),
    'jpeg.tif': image(3).tiff({ compression: 'jpeg' }).toBuffer(),
    'turned.tif': image(3).withMetadata({ orientation: 5 }).tiff().toBuffer(),
  };
}

describe.skipIf(python === null)(
  'files that sharp wrote give the pixels of the PIL at hand (skipped without one)',
  () => {
    const files = sharpFiles();
    const Live = z.object({ pillow: z.string(), files: z.record(z.string(), Read) });
    let folder = '';
    let theirs: z.infer<typeof Live>['files'] = {};
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'image-kinds-'));
      for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), await bytes);
      theirs = Live.parse(JSON.parse(runTorchScript(python ?? '', 'record-image-kinds.py', '--read', folder))).files;
    });
    afterAll(() => rm(folder, { recursive: true }));

    it.each(Object.keys(files))('%s', async (name) => {
      const { pixels, width, height } = await decodeImage(join(folder, name));
      expect([width, height]).toEqual(theirs[name]?.size);
      // Two versions of libjpeg or libwebp may round differently; everything else is lossless.
      const allowed = /\.jpg$|^jpeg\.|^lossy\./.test(name) ? 2 : 0;
      expect(differences(pixels, theirs[name]?.rgb ?? new Uint8Array(0)).most).toBeLessThanOrEqual(allowed);
    });
  },
);
