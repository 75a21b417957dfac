/** The icons' containers, read by what their formats say, and the pictures in them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeIcns, icnsTypes } from '../../../scripts/icons/icns';
import { linuxSizes, makeIcons, windowsSizes } from '../../../scripts/icons/make-icons';

const resources = join(import.meta.dirname, '../../../resources');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cored-icons-'));
  await makeIcons(join(resources, 'icon.svg'), folder);
});
afterAll(() => rm(folder, { recursive: true }));

const pixels = async (png: Uint8Array | string) => sharp(png).ensureAlpha().raw().toBuffer();

/** The largest difference of a value between two pictures of one size. */
function difference(one: Uint8Array, other: Uint8Array): number {
  expect(one.length).toBe(other.length);
  return one.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (other[index] ?? 0))), 0);
}

it('draws a PNG of each size for Linux', async () => {
  for (const size of linuxSizes) {
    const { width, height, format } = await sharp(join(folder, 'png', `${size}x${size}.png`)).metadata();
    expect({ width, height, format }).toEqual({ width: size, height: size, format: 'png' });
  }
});

interface IcoEntry {
  readonly size: number;
  readonly bytes: Buffer;
}

/** A directory of six bytes, sixteen for each picture, the pictures one after the other to the end of the file. */
async function readIco(): Promise<IcoEntry[]> {
  const ico = await readFile(join(folder, 'icon.ico'));
  expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1]);
  const count = ico.readUInt16LE(4);
  let end = 6 + 16 * count;
  const entries = Array.from({ length: count }, (_, index) => {
    const at = 6 + 16 * index;
    const [length, offset] = [ico.readUInt32LE(at + 8), ico.readUInt32LE(at + 12)];
    expect(offset).toBe(end);
    end += length;
    return { size: ico.readUInt8(at) || 256, bytes: ico.subarray(offset, offset + length) };
  });
  expect(end).toBe(ico.length);
  return entries;
}

it('holds every size for Windows, bitmaps below 256 pixels and a PNG there', async () => {
  const entries = await readIco();
  expect(entries.map(({ size }) => size)).toEqual([...windowsSizes]);
  for (const { size, bytes } of entries) {
    if (size === 256) {
      expect((await sharp(bytes).metadata()).width).toBe(256);
    } else {
      // BITMAPINFOHEADER: its length, the width, twice the height for the mask, one plane, 32 bits
      expect([bytes.readUInt32LE(0), bytes.readInt32LE(4), bytes.readInt32LE(8)]).toEqual([40, size, 2 * size]);
      expect([bytes.readUInt16LE(12), bytes.readUInt16LE(14)]).toEqual([1, 32]);
      // pixels, then one bit for each in rows of whole 32-bit words
      expect(bytes.length).toBe(40 + size * size * 4 + size * 4 * Math.ceil(size / 32));
    }
  }
});

it('writes the bitmaps bottom up as blue, green, red, alpha', async () => {
  const size = 48;
  const bitmap = (await readIco()).find((entry) => entry.size === size)?.bytes;
  const drawn = await pixels(join(folder, 'png', `${size}x${size}.png`));
  const upright = Buffer.alloc(drawn.length);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const from = 40 + ((size - 1 - row) * size + column) * 4;
      const [blue, green, red, alpha] = bitmap?.subarray(from, from + 4) ?? [];
      upright.set([red ?? 0, green ?? 0, blue ?? 0, alpha ?? 0], (row * size + column) * 4);
    }
  }
  expect(difference(upright, drawn)).toBe(0);
});

it('holds every type for macOS with a picture of its size, in a margin', async () => {
  const icns = await readFile(join(folder, 'icon.icns'));
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
  const found: [string, number | undefined][] = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    const png = icns.subarray(at + 8, at + icns.readUInt32BE(at + 4));
    found.push([icns.toString('latin1', at, at + 4), (await sharp(png).metadata()).width]);
    const alpha = await sharp(png).extractChannel('alpha').raw().toBuffer();
    expect(alpha[0]).toBe(0);
    expect(alpha[Math.floor(alpha.length / 2)]).toBe(0); // the left edge, halfway down
  }
  expect(found).toEqual(icnsTypes);
});

it('says which size is missing for macOS', () => {
  expect(() => encodeIcns(new Map([[16, new Uint8Array()]]))).toThrow('no picture of 32 pixels');
});

it("keeps the window's icon the picture that the SVG draws", async () => {
  expect(
    difference(await pixels(join(resources, 'icon.png')), await pixels(join(folder, 'png/512x512.png'))),
  ).toBeLessThan(8);
});
