/** Decodes an image file of any common format into RGB bytes, or says why it cannot be read. */
import type { RgbImage } from '../../core/images/rgb-image';
import { AppError } from '../../shared/errors';
import { openBmp } from './decode-bmp';
import { openGif } from './decode-gif';
import { openNetpbm } from './decode-netpbm';
import { openWithSharp } from './decode-with-sharp';
import { foreignContent } from './foreign-content';
import { formatOf } from './image-names';
import { MemoryRoom } from './memory-room';
import { plainFileBytes, readBeginning, readPlainFile } from './open-file';
import type { OpenedImage, Reading } from './opened-image';
import { whatIsWrongWithPng } from './png-beginning';

/** Pixels of the largest image that is read. */
const mostPixels = 8192 * 8192;
/** A file of more bytes is read when no other image is in memory. */
const largeFileBytes = 16 * 1024 ** 2;

/** The image in a file, as `decodeImageBytes` gives it. A file that is not there or not readable is an AppError too. */
export function decodeImage(path: string, room = new MemoryRoom()): Promise<RgbImage> {
  return withImage(path, room, (image) => image);
}

/** Hands it to `work`, during which it has its share of the room. Throws as `decodeImage`. */
export function withImage<Result>(
  path: string,
  room: MemoryRoom,
  work: (image: RgbImage) => Promise<Result> | Result,
): Promise<Result> {
  return withImageBytes(path, room, (bytes, left) => withDecoded(bytes, { path, room: left }, work));
}

/**
 * Hands the bytes of an image file to `work`, and the room in which they are to be decoded. Throws an AppError that names
 * the path: `not-found`, or `damaged` where the file cannot be opened, is empty, too large or no file at all.
 */
export async function withImageBytes<Result>(
  path: string,
  room: MemoryRoom,
  work: (bytes: Uint8Array, room: MemoryRoom) => Promise<Result>,
): Promise<Result> {
  if ((await plainFileBytes(path)) <= largeFileBytes) return work(await readPlainFile(path), room);
  // Not read to its end to learn that it is none.
  const beginning = await readBeginning(path, 1024);
  const format = formatOf(beginning);
  const wrong = format === null ? whatItIs(beginning) : format === 'png' ? whatIsWrongWithPng(beginning) : null;
  if (wrong !== null) throw unreadable(path, beginning, new Error(wrong));
  // It has all of the room already, so that decoding must not wait for a share of it.
  return room.hold(Infinity, async () => work(await readPlainFile(path), new MemoryRoom()));
}

/**
 * The image as 8-bit RGB at its full size, [height, width, 3]: the pixels of `Image.open(path).convert('RGB')` in PIL,
 * which torchvision's ImageFolder reads; docs/images.md says what that is for each kind, and where it differs.
 * Images share the memory of `room`.
 *
 * Throws AppError `damaged`, which names the path, for what is not an image, one that ends early or one too large.
 */
export function decodeImageBytes(bytes: Uint8Array, path: string, room = new MemoryRoom()): Promise<RgbImage> {
  return withDecoded(bytes, { path, room }, (image) => image);
}

async function withDecoded<Result>(
  bytes: Uint8Array,
  { path, room }: { path: string; room: MemoryRoom },
  work: (image: RgbImage) => Promise<Result> | Result,
): Promise<Result> {
  try {
    const image = await openImage(bytes);
    const pixels = image.width * image.height;
    if (pixels > mostPixels) {
      throw new Error(`it has ${image.width} x ${image.height} pixels, and no more than 8192 x 8192 are read`);
    }
    return await room.hold(bytes.length + pixels * image.bytesPerPixel, async () => work(await image.decode()));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unreadable(path, bytes, error);
  }
}

/** How it differs from what a viewer shows; null where it does not. Throws an Error for what is no image. */
export async function readingOf(bytes: Uint8Array): Promise<Reading | null> {
  return (await openImage(bytes)).reading;
}

/** By its content alone: a drawing or a web page called .png is no image. */
function openImage(bytes: Uint8Array): Promise<OpenedImage> | OpenedImage {
  const format = formatOf(bytes);
  if (format === null) throw new Error(whatItIs(bytes));
  if (format === 'bmp') return openBmp(bytes);
  if (format === 'gif') return openGif(bytes);
  if (format === 'netpbm') return openNetpbm(bytes);
  return openWithSharp(bytes, format);
}

function whatItIs(bytes: Uint8Array): string {
  return `it is ${foreignContent(bytes)?.name ?? 'of no format that is known here'}`;
}

function unreadable(path: string, bytes: Uint8Array, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const hint =
    foreignContent(bytes)?.isPicture === true ? 'Convert it to PNG, or remove it.' : 'Replace it or remove it.';
  return new AppError('damaged', `Image "${path}" cannot be read (${firstLine(reason)}). ${hint}`, { cause });
}

/** libvips reports one line per complaint; the first says enough. */
function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).trim().replace(/\.$/, '');
}
