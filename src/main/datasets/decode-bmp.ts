/** Decodes BMP: 1, 4, 8, 16, 24 and 32 bits, plain, with masks, and with run lengths. */
import type { RgbImage } from '../../core/images/rgb-image';
import { bmpIndices } from './bmp-indices';
import type { BmpHeader } from './bmp-indices';
import type { OpenedImage } from './opened-image';

const compressions = { none: 0, runs8: 1, runs4: 2, masks: 3, masksWithAlpha: 6 } as const;
const usualMasks = [0xff0000, 0xff00, 0xff];

/** Throws an Error for a header that says nothing sensible, and for kinds that are not read. */
export function openBmp(bytes: Uint8Array): OpenedImage {
  const header = readHeader(bytes);
  const { width, height } = header;
  return { width, height, bytesPerPixel: 4, reading: null, decode: () => decode(bytes, header) };
}

function readHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 26) throw new Error('it ends early');
  const infoBytes = view.getUint32(14, true);
  const isOld = infoBytes === 12;
  if (!isOld && infoBytes < 40) throw new Error(`it is a BMP with a header of ${infoBytes} bytes`);
  if (bytes.length < 14 + infoBytes) throw new Error('it ends early');
  const width = isOld ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = isOld ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(isOld ? 24 : 28, true);
  const compression = isOld ? compressions.none : view.getUint32(30, true);
  if (width < 1 || height < 1) throw new Error(`it has ${width} x ${height} pixels`);
  if (!isRead(bits, compression)) throw new Error(`it is a BMP of ${bits} bits with compression ${compression}`);
  const hasMasks = compression === compressions.masks || compression === compressions.masksWithAlpha;
  const masksBytes = hasMasks && infoBytes === 40 ? (compression === compressions.masks ? 12 : 16) : 0;
  if (hasMasks && bytes.length < 66) throw new Error('it ends early');
  const masks = hasMasks
    ? [54, 58, 62].map((at) => view.getUint32(at, true))
    : bits === 16
      ? [0x7c00, 0x3e0, 0x1f]
      : usualMasks;
  const colours = { at: 14 + infoBytes + masksBytes, bytesEach: isOld ? 3 : 4 };
  const count = (isOld ? 0 : view.getUint32(46, true)) || 2 ** bits;
  const palette = bits <= 8 ? paletteOf(bytes, { ...colours, count: Math.min(count, 256) }) : new Uint8Array(0);
  return {
    width,
    height,
    isTopDown: signedHeight < 0,
    bits,
    compression,
    start: view.getUint32(10, true),
    palette,
    masks,
  };
}

function isRead(bits: number, compression: number): boolean {
  switch (compression) {
    case compressions.none:
      return [1, 4, 8, 16, 24, 32].includes(bits);
    case compressions.runs8:
      return bits === 8;
    case compressions.runs4:
      return bits === 4;
    case compressions.masks:
    case compressions.masksWithAlpha:
      return bits === 16 || bits === 32;
    default:
      return false;
  }
}

/** From blue, green, red. */
function paletteOf(bytes: Uint8Array, of: { at: number; bytesEach: number; count: number }): Uint8Array {
  const { at, bytesEach, count } = of;
  if (bytes.length < at + count * bytesEach) throw new Error('it ends early');
  return Uint8Array.from({ length: count * 3 }, (_, place) => {
    return bytes[at + Math.floor(place / 3) * bytesEach + 2 - (place % 3)] ?? 0;
  });
}

function decode(bytes: Uint8Array, header: BmpHeader): RgbImage {
  const { width, height, palette, isTopDown } = header;
  const pixels = new Uint8Array(width * height * 3);
  // Row 0 is the lowest one, unless it says otherwise.
  const rowStart = (row: number) => (isTopDown ? row : height - 1 - row) * width * 3;
  if (palette.length > 0) {
    const indices = bmpIndices(bytes, header);
    for (let row = 0, at = 0; row < height; row += 1) {
      for (let to = rowStart(row), end = to + width * 3; to < end; to += 3, at += 1) {
        const colour = (indices[at] ?? 0) * 3;
        for (let channel = 0; channel < 3; channel += 1) pixels[to + channel] = palette[colour + channel] ?? 0;
      }
    }
  } else decodeColours(bytes, header, (row) => pixels.subarray(rowStart(row), rowStart(row) + width * 3));
  return { pixels, width, height };
}

function decodeColours(bytes: Uint8Array, header: BmpHeader, rowOf: (row: number) => Uint8Array): void {
  const { width, height, bits, start, masks } = header;
  const bytesEach = bits / 8;
  const rowBytes = Math.ceil((width * bytesEach) / 4) * 4;
  // The last row need not be filled up.
  if (bytes.length < start + rowBytes * (height - 1) + width * bytesEach) throw new Error('it ends early');
  const channels = masks.map((mask) => {
    const shift = 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask >>> shift };
  });
  if (masks.includes(0)) throw new Error('it has a channel without bits');
  for (let row = 0; row < height; row += 1) {
    const to = rowOf(row);
    for (let column = 0, at = start + row * rowBytes; column < width; column += 1, at += bytesEach) {
      let number = 0;
      for (let byte = bytesEach - 1; byte >= 0; byte -= 1) number = (number << 8) | (bytes[at + byte] ?? 0);
      channels.forEach(({ mask, shift, most }, channel) => {
        to[column * 3 + channel] = Math.floor((((number & mask) >>> shift) * 255) / most);
      });
    }
  }
}
