/** Reads numbers and texts one after the other out of bytes, and never past their end. */
import { damagedCheckpoint } from './checkpoint-refusal';

export interface ByteCursorOptions {
  readonly path: string;
  readonly position?: number;
  /** Why the bytes may end too early, for the message. */
  readonly endsBecause?: string;
}

export class ByteCursor {
  readonly path: string;
  position: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #endsBecause: string;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(bytes: Uint8Array, { path, position = 0, endsBecause = 'it ends too early' }: ByteCursorOptions) {
    this.path = path;
    this.position = position;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#endsBecause = endsBecause;
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  /** A count or offset; one that no double holds exactly is refused. */
  uint64(): number {
    const value = this.#view.getBigUint64(this.#advance(8), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damagedCheckpoint(this.path, `it gives ${value} as a size`);
    return Number(value);
  }

  float64BigEndian(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** The same memory, not a copy. */
  take(length: number): Uint8Array {
    const from = this.#advance(length);
    return this.#bytes.subarray(from, from + length);
  }

  text(length: number): string {
    return this.#decode(this.take(length));
  }

  /** Up to the next newline, which is read as well. */
  line(longest: number): string {
    const from = this.position;
    const end = this.#bytes.subarray(from, from + longest + 1).indexOf(0x0a);
    if (end < 0) {
      if (from + longest < this.#bytes.length) throw damagedCheckpoint(this.path, 'a name in it has no end');
      throw damagedCheckpoint(this.path, this.#endsBecause);
    }
    this.#advance(end + 1);
    return this.#decode(this.#bytes.subarray(from, from + end));
  }

  #advance(length: number): number {
    const from = this.position;
    if (length > this.#bytes.length - from) throw damagedCheckpoint(this.path, this.#endsBecause);
    this.position = from + length;
    return from;
  }

  #decode(bytes: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes);
    } catch (cause) {
      throw damagedCheckpoint(this.path, 'a text in it is not UTF-8', cause);
    }
  }
}
