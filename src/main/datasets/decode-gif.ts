/** Decodes a GIF's first frame as PIL does, with the colour of what is transparent, which libvips forgets. */
import type { RgbImage } from '../../core/images/rgb-image';
import { unpackGif } from './unpack-gif';
import type { OpenedImage } from './opened-image';

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly isInterlaced: boolean;
  /** RGB of each index. */
  readonly palette: Uint8Array;
  /** Null where all of it is seen. */
  readonly transparent: number | null;
  /** Where its packed pixels begin. */
  readonly start: number;
}

interface Screen {
  readonly width: number;
  readonly height: number;
}

/** Throws an Error for a file without a whole frame header. */
export function openGif(bytes: Uint8Array): OpenedImage {
  const screen = { width: word(bytes, 6), height: word(bytes, 8) };
  const frame = findFrame(bytes);
  // PIL widens the screen for a first frame that does not fit.
  const width = Math.max(screen.width, frame.left + frame.width);
  const height = Math.max(screen.height, frame.top + frame.height);
  if (width < 1 || height < 1) throw new Error(`it has ${width} x ${height} pixels`);
  const decode = () => decodeFrame(bytes, frame, { width, height });
  return { width, height, bytesPerPixel: 5, reading: null, decode };
}

function findFrame(bytes: Uint8Array): Frame {
  const flags = byteAt(bytes, 10);
  const global = paletteAt(bytes, 13, flags);
  let transparent: number | null = null;
  for (let at = 13 + global.length; ;) {
    const kind = byteAt(bytes, at);
    if (kind === 0x2c) return frameAt(bytes, at + 1, { global, transparent });
    if (kind === 0x21) {
      // A graphic control: flags, delay, index of what is transparent.
      const isTransparent = byteAt(bytes, at + 1) === 0xf9 && (byteAt(bytes, at + 3) & 1) === 1;
      if (isTransparent) transparent = byteAt(bytes, at + 6);
      at = behindBlocks(bytes, at + 2);
    } else if (kind === 0x3b) {
      throw new Error('it has no frame');
    } else at += 1;
  }
}

function frameAt(bytes: Uint8Array, at: number, of: { global: Uint8Array; transparent: number | null }): Frame {
  const flags = byteAt(bytes, at + 8);
  const own = paletteAt(bytes, at + 9, flags);
  return {
    left: word(bytes, at),
    top: word(bytes, at + 2),
    width: word(bytes, at + 4),
    height: word(bytes, at + 6),
    isInterlaced: (flags & 0x40) !== 0,
    palette: own.length > 0 ? own : of.global,
    transparent: of.transparent,
    start: at + 9 + own.length,
  };
}

function decodeFrame(bytes: Uint8Array, frame: Frame, { width, height }: Screen): RgbImage {
  const indices = unpackGif(bytes, frame.start, frame.width * frame.height);
  const pixels = new Uint8Array(width * height * 3);
  const paint = (to: number, index: number) => {
    for (let channel = 0; channel < 3; channel += 1) pixels[to + channel] = frame.palette[index * 3 + channel] ?? 0;
  };
  const isPartOfScreen = frame.width < width || frame.height < height;
  if (isPartOfScreen) for (let to = 0; to < pixels.length; to += 3) paint(to, frame.transparent ?? 0);
  const rows = rowOrder(frame);
  for (let at = 0; at < indices.length; at += 1) {
    const row = frame.top + (rows[Math.floor(at / frame.width)] ?? 0);
    paint((row * width + frame.left + (at % frame.width)) * 3, indices[at] ?? 0);
  }
  return { pixels, width, height };
}

/** The place of each row of the file: an interlaced frame has every eighth first. */
function rowOrder({ height, isInterlaced }: Frame): number[] {
  const passes = isInterlaced
    ? [
        [0, 8],
        [4, 8],
        [2, 4],
        [1, 2],
      ]
    : [[0, 1]];
  const rows: number[] = [];
  for (const [first = 0, step = 1] of passes) for (let row = first; row < height; row += step) rows.push(row);
  return rows;
}

/** Empty where the flags say that there is none. */
function paletteAt(bytes: Uint8Array, at: number, flags: number): Uint8Array {
  if ((flags & 0x80) === 0) return new Uint8Array(0);
  const palette = bytes.subarray(at, at + 3 * 2 ** ((flags & 7) + 1));
  if (palette.length < 3 * 2 ** ((flags & 7) + 1)) throw new Error('it ends early');
  return palette;
}

/** Blocks that begin with their length, up to one of length 0. */
function behindBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (let length = byteAt(bytes, at); length > 0; length = byteAt(bytes, at)) at += 1 + length;
  return at + 1;
}

function word(bytes: Uint8Array, at: number): number {
  return byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8);
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Error('it ends early');
  return byte;
}
