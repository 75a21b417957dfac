/** Decodes PBM, PGM and PPM, plain and raw, with the values that PIL gives. */
import type { RgbImage } from '../../core/images/rgb-image';
import type { OpenedImage } from './opened-image';

interface Header {
  /** 1 to 6: bits, grey and colour in digits, then the same in bytes. */
  readonly kind: number;
  readonly width: number;
  readonly height: number;
  /** The largest value. */
  readonly most: number;
  /** Where the values begin. */
  readonly start: number;
}

/** Throws an Error for a header that says nothing sensible. */
export function openNetpbm(bytes: Uint8Array): OpenedImage {
  const header = readHeader(bytes);
  const { width, height } = header;
  const reading = isDeepGrey(header) ? 'deep-grey' : null;
  return { width, height, bytesPerPixel: 12, reading, decode: () => decode(bytes, header) };
}

function readHeader(bytes: Uint8Array): Header {
  const numbers = new Digits(bytes, 2);
  const kind = (bytes[1] ?? 0) - 0x30;
  const width = numbers.next();
  const height = numbers.next();
  const most = kind === 1 || kind === 4 ? 1 : numbers.next();
  if (width < 1 || height < 1) throw new Error(`it has ${width} x ${height} pixels`);
  if (most < 1 || most > 65535) throw new Error(`its largest value is ${most}, not one from 1 to 65535`);
  // One white space ends the header of raw values.
  return { kind, width, height, most, start: numbers.position + 1 };
}

function decode(bytes: Uint8Array, header: Header): RgbImage {
  const { width, height, most } = header;
  const isColour = hasColour(header);
  const values = valuesOf(bytes, header, width * height * (isColour ? 3 : 1));
  // PIL keeps grey of more than 8 bits as 16, and what of that is above 255 is white in RGB.
  const target = isDeepGrey(header) ? 65535 : 255;
  const pixels = new Uint8Array(width * height * 3);
  values.forEach((value, at) => {
    const byte = Math.min(255, most === target ? value : roundHalfToEven((value / most) * target));
    if (isColour) pixels[at] = byte;
    else pixels.fill(byte, at * 3, at * 3 + 3);
  });
  return { pixels, width, height };
}

function hasColour({ kind }: Header): boolean {
  return kind === 3 || kind === 6;
}

function isDeepGrey(header: Header): boolean {
  return !hasColour(header) && header.most > 255;
}

/** Numbers from 0 to `most`, where 0 is black. */
function valuesOf(bytes: Uint8Array, header: Header, count: number): Uint16Array {
  const { kind, most } = header;
  if (kind === 4) return bitsOf(bytes, header);
  if (kind < 4) return digitsOf(bytes, header, count);
  const raw = bytes.subarray(header.start);
  const isWide = most > 255;
  if (raw.length < count * (isWide ? 2 : 1)) throw new Error('it ends early');
  return Uint16Array.from({ length: count }, (_, at) => {
    return isWide ? ((raw[2 * at] ?? 0) << 8) | (raw[2 * at + 1] ?? 0) : (raw[at] ?? 0);
  });
}

/** Each row begins with a new byte; 1 is black. */
function bitsOf(bytes: Uint8Array, { width, height, start }: Header): Uint16Array {
  const rowBytes = Math.ceil(width / 8);
  if (bytes.length < start + rowBytes * height) throw new Error('it ends early');
  return Uint16Array.from({ length: width * height }, (_, at) => {
    const column = at % width;
    const byte = bytes[start + Math.floor(at / width) * rowBytes + (column >> 3)] ?? 0;
    return 1 - ((byte >> (7 - (column & 7))) & 1);
  });
}

function digitsOf(bytes: Uint8Array, { kind, most, start }: Header, count: number): Uint16Array {
  // The header's last number may be followed by a comment, which only a reader of digits skips.
  const numbers = new Digits(bytes, start - 1);
  return Uint16Array.from({ length: count }, () => {
    // Bits need no white space between them.
    const value = kind === 1 ? 1 - numbers.nextDigit() : numbers.next();
    if (value < 0 || value > most) throw new Error(`it has the value ${value}, and its largest should be ${most}`);
    return value;
  });
}

/** The numbers of a text, with comments from # to the end of the line. */
class Digits {
  constructor(
    private readonly bytes: Uint8Array,
    /** Behind what was read. */
    public position: number,
  ) {}

  next(): number {
    let value = this.nextDigit();
    for (let digit = this.digitAt(this.position); digit !== null; digit = this.digitAt(this.position)) {
      if (value > 0xffff_ffff) throw new Error('it has a number of too many digits');
      value = value * 10 + digit;
      this.position += 1;
    }
    return value;
  }

  nextDigit(): number {
    this.skipSpace();
    const digit = this.digitAt(this.position);
    if (digit === null)
      throw new Error(this.position < this.bytes.length ? 'it has no number where one is due' : 'it ends early');
    this.position += 1;
    return digit;
  }

  private digitAt(position: number): number | null {
    const digit = (this.bytes[position] ?? 0) - 0x30;
    return digit >= 0 && digit <= 9 ? digit : null;
  }

  private skipSpace(): void {
    const { bytes } = this;
    while (this.position < bytes.length) {
      const byte = bytes[this.position] ?? 0;
      if (byte === 0x23) while (this.position < bytes.length && bytes[this.position] !== 0x0a) this.position += 1;
      else if (byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) this.position += 1;
      else return;
    }
  }
}

/** As Python rounds. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
