/** Writes small files for the table of datasets: each image has a content of its own unless it is asked to repeat one. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import sharp from 'sharp';

/** The bytes of an image that follows from a number: blocks of grey, so that no two look alike even when they are shrunk. */
export async function imageBytes(seed: number, ending = '.png', side = 24): Promise<Buffer> {
  const cells = createHash('sha512').update(String(seed)).digest();
  const pixels = Uint8Array.from({ length: side * side * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    const column = Math.floor(((pixel % side) * 8) / side);
    return cells[Math.floor((Math.floor(pixel / side) * 8) / side) * 8 + column] ?? 0;
  });
  const image = sharp(pixels, { raw: { width: side, height: side, channels: 3 } });
  switch (ending) {
    case '.avif':
      return image.avif().toBuffer();
    case '.webp':
      return image.webp().toBuffer();
    case '.tif':
      return image.tiff().toBuffer();
    case '.gif':
      return image.gif().toBuffer();
    case '.jpg':
    case '.jpeg':
    case '.jfif':
      return image.jpeg().toBuffer();
    default:
      return image.png().toBuffer();
  }
}

/** Writes an image at each path below the root; its content follows from the path. */
export async function putImages(root: string, ...files: readonly string[]): Promise<void> {
  for (const file of files) await putFile(root, file, await imageBytes(seedOf(file), extname(file).toLowerCase()));
}

export async function putFile(root: string, file: string, content: string | Uint8Array): Promise<void> {
  const path = join(root, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** `count` images of each class in train and val of a task. */
export async function putTask(root: string, task: string, count = 2): Promise<void> {
  for (const split of ['train', 'val']) {
    for (const className of ['fake', 'real']) {
      for (let index = 0; index < count; index += 1)
        await putImages(root, `${task}/${split}/${className}/${index}.png`);
    }
  }
}

function seedOf(text: string): number {
  let seed = 7;
  for (const letter of text) seed = (Math.imul(seed, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  return seed % 100_003;
}
