/** Decodes an image file of any common format into RGB bytes, or says why it cannot be read. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { RgbImage } from '../../core/images/rgb-image';
import { AppError } from '../../shared/errors';

/** The image in a file, as `decodeImageBytes` gives it. A file that is not there or not readable is an AppError too. */
export async function decodeImage(path: string): Promise<RgbImage> {
  return decodeImageBytes(await readImageFile(path), path);
}

/**
 * The bytes of an image file. Throws an AppError that names the path: `not-found`, or `damaged` where the file cannot be
 * opened or is a folder.
 */
export async function readImageFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new AppError('not-found', `Image "${path}" is not there. Scan the dataset again.`, { cause: error });
    }
    throw unreadable(path, error);
  }
}

/**
 * The image as upright 8-bit RGB at its full size, [height, width, 3]: turned as its EXIF orientation says, alpha dropped
 * and grey expanded as PIL's `convert('RGB')` does, 16 bits reduced to 8, CMYK converted, the first frame of an animation.
 * Embedded colour profiles are ignored, as PIL ignores them.
 *
 * Throws AppError `damaged`, which names the path, for what is not an image and for one that ends early.
 */
export async function decodeImageBytes(bytes: Uint8Array, path: string): Promise<RgbImage> {
  try {
    // 'error' refuses truncated data too, but lets pass what libjpeg only warns about, as PIL does.
    const { data, info } = await sharp(bytes, { failOn: 'error', ignoreIcc: true })
      .autoOrient()
      .removeAlpha()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { pixels: asRgb(data, info.channels, path), width: info.width, height: info.height };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unreadable(path, error);
  }
}

function asRgb(data: Uint8Array, channels: number, path: string): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (channels === 1) return Uint8Array.from({ length: data.length * 3 }, (_, at) => data[Math.floor(at / 3)] ?? 0);
  throw unreadable(path, new Error(`it has ${String(channels)} channels`));
}

function unreadable(path: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const hint = path.toLowerCase().endsWith('.bmp') ? 'Convert it to PNG, or remove it.' : 'Replace it or remove it.';
  return new AppError('damaged', `Image "${path}" cannot be read (${firstLine(reason)}). ${hint}`, { cause });
}

/** libvips reports one line per complaint; the first says enough. */
function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).trim().replace(/\.$/, '');
}
