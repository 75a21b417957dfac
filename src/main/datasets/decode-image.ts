/** Decodes an image file of any common format into RGB bytes, or says why it cannot be read. */
import sharp from 'sharp';
import type { RgbImage } from '../../core/images/rgb-image';
import { AppError } from '../../shared/errors';
import { MemoryRoom } from './memory-room';
import { readPlainFile } from './open-file';

/** Pixels of the largest image that is read. */
const mostPixels = 8192 * 8192;
/** Images of up to so many pixels are decoded at once, larger ones when there is room for them. */
const fewPixels = 3072 * 3072;

/** The image in a file, as `decodeImageBytes` gives it. A file that is not there or not readable is an AppError too. */
export async function decodeImage(path: string, room?: MemoryRoom): Promise<RgbImage> {
  return decodeImageBytes(await readImageFile(path), path, room);
}

/**
 * The bytes of an image file. Throws an AppError that names the path: `not-found`, or `damaged` where the file cannot be
 * opened, is empty, too large or no file at all.
 */
export async function readImageFile(path: string): Promise<Uint8Array> {
  return readPlainFile(path);
}

/**
 * The image as upright 8-bit RGB at its full size, [height, width, 3]: turned as its EXIF orientation says, alpha dropped
 * and grey expanded as PIL's `convert('RGB')` does, 16 bits reduced to 8, CMYK converted, the first frame of an animation.
 * Embedded colour profiles are ignored, as PIL ignores them. Large images share the memory of `room`.
 *
 * Throws AppError `damaged`, which names the path, for what is not an image, one that ends early or one too large.
 */
export async function decodeImageBytes(bytes: Uint8Array, path: string, room = new MemoryRoom()): Promise<RgbImage> {
  try {
    const { width, height, pages = 1 } = await sharp(bytes, { limitInputPixels: false }).metadata();
    const pixels = width * height;
    if (pixels > mostPixels)
      throw new Error(`it has ${width} x ${height} pixels, and no more than 8192 x 8192 are read`);
    if (pixels <= fewPixels) return await decode(bytes, path);
    // Pixels as they come, with alpha, and once more as RGB.
    return await room.hold(bytes.length + pixels * (pages > 1 ? 8 : 7), () => decode(bytes, path));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw unreadable(path, error);
  }
}

async function decode(bytes: Uint8Array, path: string): Promise<RgbImage> {
  // 'error' refuses truncated data too, but lets pass what libjpeg only warns about, as PIL does.
  const { data, info } = await sharp(bytes, { failOn: 'error', ignoreIcc: true })
    .autoOrient()
    .removeAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { pixels: asRgb(data, info.channels, path), width: info.width, height: info.height };
}

function asRgb(data: Uint8Array, channels: number, path: string): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (channels === 1) return Uint8Array.from({ length: data.length * 3 }, (_, at) => data[Math.floor(at / 3)] ?? 0);
  throw unreadable(path, new Error(`it has ${String(channels)} channels`));
}

/** Formats that people have and that are not decoded here. */
const toConvert = /\.(bmp|p[bgpn]m|hei[cf]|jp2|jxl)$/i;

function unreadable(path: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const hint = toConvert.test(path) ? 'Convert it to PNG, or remove it.' : 'Replace it or remove it.';
  return new AppError('damaged', `Image "${path}" cannot be read (${firstLine(reason)}). ${hint}`, { cause });
}

/** libvips reports one line per complaint; the first says enough. */
function firstLine(text: string): string {
  return (text.split('\n')[0] ?? text).trim().replace(/\.$/, '');
}
