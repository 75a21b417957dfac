/** Every kind of image that a dataset may hold, and files that only look like one. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeImage } from '../../../src/main/datasets/decode-image';

/** Two pixels wide, one high: distinct channels, so that a swap would show. */
const rgb = Uint8Array.of(200, 100, 50, 10, 20, 30);
const raw = (channels: 1 | 2 | 3 | 4) => ({ raw: { width: 2, height: 1, channels } });

/** Noise, because a flat JPEG has so few bytes that cutting it may lose nothing. */
function noisyPixels(side: number): Uint8Array {
  return Uint8Array.from({ length: side * side * 3 }, (_, at) => (at * 7919 + ((at * at) % 251) * 31) % 256);
}

let folder = '';
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decode-image-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('decodeImage', () => {
  it('gives the bytes of an RGB png', async () => {
    await sharp(rgb, raw(3)).png().toFile(at('rgb.png'));
    expect(await decodeImage(at('rgb.png'))).toEqual({ pixels: rgb, width: 2, height: 1 });
  });

  it('expands grey to three equal channels', async () => {
    await sharp(Uint8Array.of(17, 240), raw(1)).toColourspace('b-w').png().toFile(at('grey.png'));
    expect((await sharp(at('grey.png')).metadata()).channels).toBe(1);
    expect([...(await decodeImage(at('grey.png'))).pixels]).toEqual([17, 17, 17, 240, 240, 240]);
  });

  it('drops alpha and keeps the colour below it', async () => {
    await sharp(Uint8Array.of(200, 100, 50, 128, 10, 20, 30, 0), raw(4))
      .png()
      .toFile(at('rgba.png'));
    expect((await decodeImage(at('rgba.png'))).pixels).toEqual(rgb);
  });

  it('drops alpha of grey with alpha', async () => {
    await sharp(Uint8Array.of(17, 128, 240, 3), raw(2))
      .toColourspace('b-w')
      .png()
      .toFile(at('grey-alpha.png'));
    expect((await sharp(at('grey-alpha.png')).metadata()).channels).toBe(2);
    expect([...(await decodeImage(at('grey-alpha.png'))).pixels]).toEqual([17, 17, 17, 240, 240, 240]);
  });

  it('reads a palette png with transparency', async () => {
    await sharp(Uint8Array.of(200, 100, 50, 255, 10, 20, 30, 0), raw(4))
      .png({ palette: true })
      .toFile(at('palette.png'));
    const { pixels } = await decodeImage(at('palette.png'));
    expect(pixels.length).toBe(6);
    expect([...pixels.subarray(0, 3)]).toEqual([200, 100, 50]);
  });

  it('reduces 16 bits to the upper 8', async () => {
    const deep = Uint16Array.of(200 * 257, 100 * 257, 50 * 257, 10 * 257, 20 * 257, 30 * 257);
    await sharp(deep, raw(3)).toColourspace('rgb16').png().toFile(at('deep.png'));
    expect((await sharp(at('deep.png')).metadata()).depth).toBe('ushort');
    expect((await decodeImage(at('deep.png'))).pixels).toEqual(rgb);
  });

  it('takes 16-bit grey as it is, with white for all above 255, as PIL does', async () => {
    await sharp(Uint16Array.of(17, 240 * 257), raw(1))
      .toColourspace('grey16')
      .png()
      .toFile(at('deep-grey.png'));
    expect((await sharp(at('deep-grey.png')).metadata()).depth).toBe('ushort');
    expect([...(await decodeImage(at('deep-grey.png'))).pixels]).toEqual([17, 17, 17, 255, 255, 255]);
  });

  it('converts CMYK', async () => {
    const white = { create: { width: 8, height: 8, channels: 3, background: '#ffffff' } } as const;
    await sharp(white).toColourspace('cmyk').jpeg({ quality: 100 }).toFile(at('cmyk.jpg'));
    expect((await sharp(at('cmyk.jpg')).metadata()).space).toBe('cmyk');
    const { pixels, width, height } = await decodeImage(at('cmyk.jpg'));
    expect(pixels.length).toBe(width * height * 3);
    expect(Math.min(...pixels)).toBeGreaterThan(245);
  });

  it('leaves the image as it lies, whatever its EXIF orientation, as PIL does', async () => {
    // Orientation 6: the camera was turned, the left pixel belongs on top.
    await sharp(rgb, raw(3)).withMetadata({ orientation: 6 }).png().toFile(at('turned.png'));
    expect((await sharp(at('turned.png')).metadata()).orientation).toBe(6);
    expect(await decodeImage(at('turned.png'))).toEqual({ pixels: rgb, width: 2, height: 1 });
  });

  it('turns a TIFF as it says, as PIL does', async () => {
    await sharp(rgb, raw(3)).withMetadata({ orientation: 6 }).tiff().toFile(at('turned.tif'));
    expect(await decodeImage(at('turned.tif'))).toMatchObject({ width: 1, height: 2 });
  });

  it.each([
    [
      'an SVG',
      '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      'an SVG drawing',
    ],
    ['an SVG without a prologue', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'an SVG drawing'],
  ])('refuses %s called .png', async (_, text, told) => {
    await writeFile(at('drawing.png'), text);
    await expect(decodeImage(at('drawing.png'))).rejects.toMatchObject({
      code: 'damaged',
      message: `Image "${at('drawing.png')}" cannot be read (it is ${told}). Convert it to PNG, or remove it.`,
    });
  });

  it.each(['webp', 'tiff', 'gif'] as const)('reads %s', async (format) => {
    const name = at(`image.${format}`);
    await sharp(rgb, raw(3)).toFormat(format, { lossless: true, compression: 'lzw' }).toFile(name);
    const { pixels } = await decodeImage(name);
    expect(pixels.length).toBe(6);
    pixels.forEach((value, index) => expect(Math.abs(value - (rgb[index] ?? 0))).toBeLessThanOrEqual(8));
  });

  it('reads a JPEG at its full size, whatever its size', async () => {
    await sharp(noisyPixels(300), { raw: { width: 300, height: 300, channels: 3 } })
      .jpeg()
      .toFile(at('large.jpg'));
    expect(await decodeImage(at('large.jpg'))).toMatchObject({ width: 300, height: 300 });
  });

  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff'] as const)('refuses a truncated %s and names it', async (format) => {
    const whole = await sharp(noisyPixels(64), { raw: { width: 64, height: 64, channels: 3 } })
      .toFormat(format)
      .toBuffer();
    const path = at(`truncated.${format}`);
    for (const share of [0.5, 0.9]) {
      await writeFile(path, whole.subarray(0, Math.floor(whole.length * share)));
      await expect(decodeImage(path)).rejects.toMatchObject({
        code: 'damaged',
        message: expect.stringContaining(`Image "${path}" cannot be read (`),
      });
    }
  });

  it.each([
    ['a text file', 'just words'],
    ['an empty file', ''],
  ])('refuses %s named .png', async (_, content) => {
    await writeFile(at('words.png'), content);
    await expect(decodeImage(at('words.png'))).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringMatching(/words\.png" cannot be read \(.+\)\. Replace it or remove it\.$/),
    });
  });

  it('says that a file is not there', async () => {
    await expect(decodeImage(at('nothing.png'))).rejects.toMatchObject({
      code: 'not-found',
      message: `Image "${at('nothing.png')}" is not there. Scan the dataset again.`,
    });
  });
});
