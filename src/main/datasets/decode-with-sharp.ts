/** Decodes JPEG, PNG, WebP, GIF, TIFF and AVIF with sharp, with the colours that PIL gives. */
import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import type { RgbImage } from '../../core/images/rgb-image';
import type { OpenedImage, Reading } from './opened-image';

/** Looks at the header alone. Throws an Error for what is no image. */
export async function openWithSharp(bytes: Uint8Array, format: string): Promise<OpenedImage> {
  const about = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { width, height, pages = 1 } = about;
  const decode = () => {
    if (about.space === 'cmyk') return decodeCmyk(bytes, format);
    return isDeepGrey(bytes, about, format) ? decodeDeepGrey(bytes, format) : decodeColours(bytes, format);
  };
  // Pixels as they come, with alpha or as 16 bits, and once more as RGB.
  return { width, height, bytesPerPixel: pages > 1 ? 8 : 7, reading: readingOf(bytes, about, format), decode };
}

function readingOf(bytes: Uint8Array, about: Metadata, format: string): Reading | null {
  if (isDeepGrey(bytes, about, format)) return 'deep-grey';
  // What HEIF says is turned, libheif has turned.
  const isTurnedByFormat = format === 'tiff' || format === 'avif';
  return (about.orientation ?? 1) !== 1 && !isTurnedByFormat ? 'not-turned' : null;
}

/** Grey of 16 bits without an alpha channel; PNG may have one colour that is transparent instead. */
function isDeepGrey(bytes: Uint8Array, about: Metadata, format: string): boolean {
  const colourType = 25;
  return about.space === 'grey16' && (about.channels === 1 || (format === 'png' && bytes[colourType] === 0));
}

/** PIL does not scale them: what is above 255 is white. */
async function decodeDeepGrey(bytes: Uint8Array, format: string): Promise<RgbImage> {
  const { data, info } = await pixelsOf(bytes, format)
    .removeAlpha()
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const values = new Uint16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
  return { pixels: greyToRgb(Uint8ClampedArray.from(values)), width: info.width, height: info.height };
}

async function decodeColours(bytes: Uint8Array, format: string): Promise<RgbImage> {
  const { data, info } = await pixelsOf(bytes, format)
    .removeAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { pixels: asRgb(data, info.channels), width: info.width, height: info.height };
}

/** By PIL's formula, which knows no colour profile. */
async function decodeCmyk(bytes: Uint8Array, format: string): Promise<RgbImage> {
  const { data, info } = await pixelsOf(bytes, format)
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const pixels = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < pixels.length; from += channels, to += 3) {
    const light = 255 - (data[from + 3] ?? 0);
    for (let ink = 0; ink < 3; ink += 1) pixels[to + ink] = light - dividedBy255((data[from + ink] ?? 0) * light);
  }
  return { pixels, width, height };
}

/** Rounded, as PIL's MULDIV255 does it. */
function dividedBy255(product: number): number {
  const rounded = product + 128;
  return ((rounded >> 8) + rounded) >> 8;
}

function pixelsOf(bytes: Uint8Array, format: string): Sharp {
  // 'error' refuses truncated data too, but lets pass what libjpeg only warns about, as PIL does.
  const image = sharp(bytes, { failOn: 'error', ignoreIcc: true });
  // PIL turns what a TIFF says is turned, and no other image.
  return format === 'tiff' ? image.autoOrient() : image;
}

function asRgb(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (channels === 1) return greyToRgb(data);
  throw new Error(`it has ${channels} channels`);
}

function greyToRgb(grey: Uint8Array | Uint8ClampedArray): Uint8Array {
  const pixels = new Uint8Array(grey.length * 3);
  for (let at = 0, to = 0; at < grey.length; at += 1, to += 3) {
    pixels[to] = pixels[to + 1] = pixels[to + 2] = grey[at] ?? 0;
  }
  return pixels;
}
