/**
 * One cached set of images on disk: "CoReDset", the header's length, the header as JSON, the RGB bytes of each image in
 * the order of their content hashes, and a CRC-32 of header and pixels. Numbers are 32 bits, little-endian.
 */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '../../../shared/errors';
import { formatCount } from '../../../shared/format';
import { refuseOtherKinds, UnfitFile } from '../../files/plain-file';
import { isMissing } from '../../runs/json-file';
import { writeWhole } from './write-whole';

const SetHeader = z.object({
  format: z.literal(1),
  /** SHA-256 over everything that the pixels depend on. */
  key: z.string(),
  /** Pixels a side. */
  size: z.number().int().min(1),
  count: z.number().int().min(1),
  /** Places, in the file's order, of images that cannot be decoded; their pixels are zeros. */
  unreadable: z.array(z.number().int().min(0)),
});
type SetHeader = z.infer<typeof SetHeader>;

export interface CachedSet {
  readonly key: string;
  readonly size: number;
  /** [count]: the image of `pixels` that lies at each place of the file. */
  readonly order: Uint32Array;
  /** RGB bytes [count, size, size, 3], in the caller's order. */
  readonly pixels: Uint8Array;
}

const magic = Buffer.from('CoReDset');
const lengthBytes = 4;
const checksumBytes = 4;
/** So much is read or written at once. */
const chunkBytes = 8 << 20;

/** `unreadable`: images of `pixels`. */
export async function writeSetFile(path: string, set: CachedSet, unreadable: ReadonlySet<number>): Promise<void> {
  const { key, size, order, pixels } = set;
  const places = [...order.entries()].flatMap(([place, image]) => (unreadable.has(image) ? [place] : []));
  const header: SetHeader = { format: 1, key, size, count: order.length, unreadable: places };
  const headerBytes = Buffer.from(JSON.stringify(header));
  const imageBytes = size * size * 3;
  await writeWhole(path, async (file) => {
    await file.writeFile(Buffer.concat([magic, uint32(headerBytes.length), headerBytes]));
    let checksum = crc32(headerBytes);
    for (const images of chunksOf(order, imageBytes)) {
      const chunk = Buffer.allocUnsafe(images.length * imageBytes);
      images.forEach((image, at) => {
        chunk.set(pixels.subarray(image * imageBytes, (image + 1) * imageBytes), at * imageBytes);
      });
      checksum = crc32(chunk, checksum);
      await file.writeFile(chunk);
    }
    await file.writeFile(uint32(checksum));
  });
}

/**
 * Fills `set.pixels` and resolves to the images that could not be decoded; null when there is no such file.
 * Throws AppError `damaged`, which says what is wrong, for a file that is not what was written for this key.
 */
export async function readSetFile(path: string, set: CachedSet): Promise<ReadonlySet<number> | null> {
  const file = await openOrNull(path);
  if (file === null) return null;
  try {
    const { header, headerBytes } = await readHeader(file, path);
    const { order, pixels } = set;
    if (header.key !== set.key || header.size !== set.size || header.count !== order.length) {
      throw damaged(path, 'it holds another set of images');
    }
    const imageBytes = set.size * set.size * 3;
    const start = magic.length + lengthBytes + headerBytes.length;
    const expected = start + order.length * imageBytes + checksumBytes;
    const found = (await file.stat()).size;
    if (found !== expected) throw damaged(path, `it has ${formatCount(found, 'byte')} instead of ${expected}`);
    let checksum = crc32(headerBytes);
    let at = start;
    const buffer = Buffer.allocUnsafe(Math.max(imageBytes, chunkBytes));
    for (const images of chunksOf(order, imageBytes)) {
      const chunk = buffer.subarray(0, images.length * imageBytes);
      await readFully(file, chunk, { at, path });
      checksum = crc32(chunk, checksum);
      images.forEach((image, place) => {
        pixels.set(chunk.subarray(place * imageBytes, (place + 1) * imageBytes), image * imageBytes);
      });
      at += chunk.length;
    }
    const stored = Buffer.alloc(checksumBytes);
    await readFully(file, stored, { at, path });
    if (stored.readUInt32LE() !== checksum) throw damaged(path, 'its checksum is wrong');
    const now = new Date();
    // What was used last is removed last.
    await file.utimes(now, now);
    return new Set(header.unreadable.map((place) => order[place] ?? 0));
  } finally {
    await file.close();
  }
}

/** Bytes of the file for so many images, but for its short header. */
export function setFileBytes(count: number, size: number): number {
  return count * size * size * 3;
}

async function openOrNull(path: string): Promise<FileHandle | null> {
  try {
    refuseOtherKinds(path);
    return await open(path, 'r+');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error instanceof UnfitFile ? damaged(path, error.message, error) : error;
  }
}

async function readHeader(file: FileHandle, path: string): Promise<{ header: SetHeader; headerBytes: Buffer }> {
  const front = Buffer.alloc(magic.length + lengthBytes);
  await readFully(file, front, { at: 0, path });
  if (!front.subarray(0, magic.length).equals(magic)) throw damaged(path, 'it does not begin as one');
  const length = front.readUInt32LE(magic.length);
  if (length > (await file.stat()).size) throw damaged(path, 'its header is cut off');
  const headerBytes = Buffer.alloc(length);
  await readFully(file, headerBytes, { at: front.length, path });
  try {
    return { header: SetHeader.parse(JSON.parse(headerBytes.toString())), headerBytes };
  } catch (error) {
    throw damaged(path, 'its header cannot be read', error);
  }
}

async function readFully(file: FileHandle, into: Buffer, { at, path }: { at: number; path: string }): Promise<void> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await file.read(into, done, into.length - done, at + done);
    if (bytesRead === 0) throw damaged(path, 'it ends early');
    done += bytesRead;
  }
}

function* chunksOf(order: Uint32Array, imageBytes: number): Generator<Uint32Array> {
  const images = Math.max(1, Math.floor(chunkBytes / imageBytes));
  for (let start = 0; start < order.length; start += images) yield order.subarray(start, start + images);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function damaged(path: string, what: string, cause?: unknown): AppError {
  return new AppError('damaged', `The cached images in "${path}" are damaged: ${what}.`, { cause });
}
