/** The indices into its palette that a BMP's pixels are, row by row as they lie in the file. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly isTopDown: boolean;
  /** A pixel's. */
  readonly bits: number;
  readonly compression: number;
  /** Where the pixels begin. */
  readonly start: number;
  /** RGB of each index; empty where pixels are colours. */
  readonly palette: Uint8Array;
  /** Of red, green and blue in a pixel's number. */
  readonly masks: readonly number[];
}

/** [height, width]. Throws an Error for a file that ends early. */
export function bmpIndices(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  return header.compression === 0 ? plainIndices(bytes, header) : runIndices(bytes, header);
}

function plainIndices(bytes: Uint8Array, { width, height, bits, start }: BmpHeader): Uint8Array {
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (bytes.length < start + rowBytes * (height - 1) + Math.ceil((width * bits) / 8)) throw new Error('it ends early');
  const indices = new Uint8Array(width * height);
  const mask = 2 ** bits - 1;
  for (let at = 0; at < indices.length; at += 1) {
    const bit = (at % width) * bits;
    const byte = bytes[start + Math.floor(at / width) * rowBytes + (bit >> 3)] ?? 0;
    indices[at] = (byte >> (8 - bits - (bit & 7))) & mask;
  }
  return indices;
}

/** Pairs of a count and a colour; a count of 0 begins an order: end of row, end, a jump, or colours as they are. */
function runIndices(bytes: Uint8Array, { width, height, bits, start }: BmpHeader): Uint8Array {
  const indices = new Uint8Array(width * height);
  let at = start;
  let row = 0;
  let column = 0;
  const next = () => {
    const byte = bytes[at];
    if (byte === undefined) throw new Error('it ends early');
    at += 1;
    return byte;
  };
  const put = (index: number) => {
    if (column < width && row < height) indices[row * width + column] = index;
    column += 1;
  };
  while (row < height) {
    const count = next();
    const value = next();
    if (count > 0) {
      for (let place = 0; place < count; place += 1) put(nibble(value, bits, place));
    } else if (value === 0) {
      row += 1;
      column = 0;
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      column += next();
      row += next();
    } else {
      const end = at + Math.ceil((value * bits) / 16) * 2;
      for (let place = 0, byte = 0; place < value; place += 1) {
        if (bits === 8 || place % 2 === 0) byte = next();
        put(nibble(byte, bits, place));
      }
      at = end;
    }
  }
  return indices;
}

/** Of 4 bits, the upper half comes first. */
function nibble(byte: number, bits: number, place: number): number {
  if (bits === 8) return byte;
  return place % 2 === 0 ? byte >> 4 : byte & 15;
}
