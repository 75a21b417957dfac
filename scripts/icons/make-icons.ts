/** Draws resources/icon.svg in every size and container that the packages of the three systems need. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { encodeIcns, icnsTypes } from './icns.ts';
import { encodeIco } from './ico.ts';

/** As the icon theme of freedesktop.org names them: one folder entry for each size. */
export const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512] as const;
export const windowsSizes = [16, 24, 32, 48, 64, 128, 256] as const;
/** Apple's grid: the shape of an icon fills 824 of 1024 pixels, and the rest is left to its shadow. */
const appleShare = 824 / 1024;

/** Writes png/<size>x<size>.png, icon.ico and icon.icns into `folder`, and returns their paths. */
export async function makeIcons(svgPath: string, folder: string): Promise<string[]> {
  const svg = await readFile(svgPath);
  const files = new Map<string, Uint8Array>();
  for (const size of linuxSizes) files.set(join('png', `${size}x${size}.png`), await drawPng(svg, size));
  files.set('icon.ico', encodeIco(await Promise.all(windowsSizes.map((size) => picture(svg, size)))));
  const appleSizes = new Set(icnsTypes.map(([, size]) => size));
  const pngs = await Promise.all([...appleSizes].map(async (size) => [size, await drawForApple(svg, size)] as const));
  files.set('icon.icns', encodeIcns(new Map(pngs)));

  await mkdir(join(folder, 'png'), { recursive: true });
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
  return [...files.keys()].map((name) => join(folder, name));
}

async function picture(svg: Buffer, size: number) {
  const png = await drawPng(svg, size);
  return { size, png, rgba: await sharp(png).ensureAlpha().raw().toBuffer() };
}

function drawPng(svg: Buffer, size: number): Promise<Buffer> {
  return drawing(svg, size).png({ compressionLevel: 9 }).toBuffer();
}

function drawForApple(svg: Buffer, size: number): Promise<Buffer> {
  const inner = Math.round((size * appleShare) / 2) * 2;
  const margin = (size - inner) / 2;
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  return drawing(svg, inner)
    .extend({ top: margin, bottom: margin, left: margin, right: margin, background: clear })
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** Drawn at the size itself instead of scaled from a picture: the density counts pixels for 72 units of the SVG. */
function drawing(svg: Buffer, size: number) {
  const density = (72 * size) / viewBoxSide(svg);
  return sharp(svg, { density }).resize(size, size);
}

function viewBoxSide(svg: Buffer): number {
  const side = /viewBox="0 0 (\d+) \1"/.exec(svg.toString())?.[1];
  if (side === undefined) throw new Error('The icon has no square viewBox that begins at 0 0.');
  return Number(side);
}
