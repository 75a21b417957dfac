/** Writes a zip archive of stored entries, one after the other, the same bytes for the same entries. */
import { crc32 } from 'node:zlib';
import { AppError } from '../../../shared/errors';

interface WrittenEntry {
  readonly name: Buffer;
  readonly checksum: number;
  readonly sizeBytes: number;
  readonly position: number;
}

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const versionNeeded = 20;
const utf8Names = 0x0800;
/** 1 January 1980, the earliest date that the format has: a real one would change the bytes. */
const date = 0x21;
const localHeaderBytes = 30;
const extraHeaderBytes = 4;
/** PyTorch pads with a field of this id, so that values can be mapped into memory. */
const paddingId = 0x4246;
const alignment = 64;
/** Without zip64, which nothing here comes near: the largest network has 83 MB. */
const mostBytes = 0xffffffff;
const mostEntries = 0xffff;

export class ZipWriter {
  #parts: Uint8Array[] = [];
  readonly #entries: WrittenEntry[] = [];
  #position = 0;

  /** Its bytes start at a multiple of 64. Throws `bad-input` where the archive would become too large. */
  add(name: string, bytes: Uint8Array): void {
    const encoded = Buffer.from(name, 'utf8');
    const entry = { name: encoded, checksum: crc32(bytes), sizeBytes: bytes.length, position: this.#position };
    const unpadded = this.#position + localHeaderBytes + encoded.length + extraHeaderBytes;
    const padding = Buffer.alloc(extraHeaderBytes + ((alignment - (unpadded % alignment)) % alignment));
    padding.writeUInt16LE(paddingId, 0);
    padding.writeUInt16LE(padding.length - extraHeaderBytes, 2);
    const header = Buffer.alloc(localHeaderBytes);
    header.writeUInt32LE(localSignature, 0);
    writeSharedFields(header, 4, entry);
    header.writeUInt16LE(padding.length, 28);
    if (unpadded + alignment + bytes.length > mostBytes || this.#entries.length >= mostEntries - 1) {
      throw new AppError('bad-input', 'The weights are more than 4 GB or 65,534 tensors. Export them as safetensors.');
    }
    this.#entries.push(entry);
    for (const part of [header, encoded, padding, bytes]) this.#write(part);
  }

  /** The bytes since the last time, for an archive that is written while it grows. */
  take(): Uint8Array[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  /** What was not taken yet, with the directory at its end. A comment of `commentBytes` has to be written after it. */
  finish({ commentBytes = 0 }: { commentBytes?: number } = {}): Uint8Array {
    const start = this.#position;
    for (const entry of this.#entries) {
      const header = Buffer.alloc(46);
      header.writeUInt32LE(centralSignature, 0);
      header.writeUInt16LE(versionNeeded, 4);
      writeSharedFields(header, 6, entry);
      header.writeUInt32LE(entry.position, 42);
      this.#write(Buffer.concat([header, entry.name]));
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(endSignature, 0);
    end.writeUInt16LE(this.#entries.length, 8);
    end.writeUInt16LE(this.#entries.length, 10);
    end.writeUInt32LE(this.#position - start, 12);
    end.writeUInt32LE(start, 16);
    end.writeUInt16LE(commentBytes, 20);
    this.#write(end);
    return Buffer.concat(this.#parts);
  }

  #write(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#position += bytes.length;
  }
}

/** From "version needed" to "name length", the same in a local header and in the directory. */
function writeSharedFields(header: Buffer, at: number, { name, checksum, sizeBytes }: WrittenEntry): void {
  header.writeUInt16LE(versionNeeded, at);
  header.writeUInt16LE(utf8Names, at + 2);
  header.writeUInt16LE(date, at + 8);
  header.writeUInt32LE(checksum, at + 10);
  header.writeUInt32LE(sizeBytes, at + 14);
  header.writeUInt32LE(sizeBytes, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}
