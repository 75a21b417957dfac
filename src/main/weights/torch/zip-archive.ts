/** The directory of a zip archive as torch.save writes it: entries stored as they are, found without reading them. */
import { crc32 } from 'node:zlib';
import { ByteCursor } from './byte-cursor';
import type { CheckpointFile } from './checkpoint-file';
import { damagedCheckpoint, refusedCheckpoint, shown } from './checkpoint-refusal';

export interface ZipEntry {
  readonly name: string;
  readonly sizeBytes: number;
  /** CRC-32 of its bytes; 0 where the writer left it out, as PyTorch can be told to. */
  readonly checksum: number;
  /** TorchScript programs have such entries. The caller refuses them: they may unpack to any size. */
  readonly isCompressed: boolean;
  /** Where its local header starts. */
  readonly headerPosition: number;
}

const signatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  zip64End: 0x06064b50,
  zip64Locator: 0x07064b50,
};
const localHeaderBytes = 30;
const centralHeaderBytes = 46;
const endBytes = 22;
const zip64LocatorBytes = 20;
const zip64EndBytes = 56;
const longestComment = 0xffff;
/** In place of a number that does not fit its field; the number itself is then in a zip64 record. */
const moved16 = 0xffff;
const moved32 = 0xffffffff;
const zip64ExtraId = 1;
const encryptedFlag = 1;
const pieceBytes = 1024 * 1024;
const mostDirectoryBytes = 16 * 1024 * 1024;

/**
 * The archive's entries by name. Throws `damaged` where the directory is missing or inconsistent, and `bad-input`
 * for encrypted entries.
 */
export async function readZipDirectory(file: CheckpointFile): Promise<ReadonlyMap<string, ZipEntry>> {
  const { count, position, sizeBytes } = await findDirectory(file);
  if (sizeBytes > mostDirectoryBytes) throw damagedCheckpoint(file.path, `its directory claims ${sizeBytes} bytes`);
  if (count * centralHeaderBytes > sizeBytes)
    throw damagedCheckpoint(file.path, `its directory claims ${count} entries`);
  const cursor = new ByteCursor(await file.read(position, sizeBytes), { path: file.path });
  const entries = new Map<string, ZipEntry>();
  for (let read = 0; read < count; read += 1) {
    const entry = readCentralHeader(cursor);
    if (entries.has(entry.name)) {
      throw damagedCheckpoint(file.path, `it holds two entries named "${shown(entry.name)}"`);
    }
    if (!entry.isCompressed && entry.headerPosition + localHeaderBytes + entry.sizeBytes > file.sizeBytes) {
      throw damagedCheckpoint(file.path, `its entry "${shown(entry.name)}" reaches past its end`);
    }
    entries.set(entry.name, entry);
  }
  return entries;
}

/** Where an entry's bytes start: behind its local header, whose length the directory does not tell. */
export async function zipEntryPosition(file: CheckpointFile, entry: ZipEntry): Promise<number> {
  const header = await file.read(entry.headerPosition, localHeaderBytes);
  const cursor = new ByteCursor(header, { path: file.path });
  if (cursor.uint32() !== signatures.local) {
    throw damagedCheckpoint(file.path, `its entry "${shown(entry.name)}" is not where its directory says`);
  }
  cursor.position = 26;
  return entry.headerPosition + localHeaderBytes + cursor.uint16() + cursor.uint16();
}

export async function readZipEntry(file: CheckpointFile, entry: ZipEntry): Promise<Uint8Array> {
  const bytes = await file.read(await zipEntryPosition(file, entry), entry.sizeBytes);
  refuseChecksum(file, entry, crc32(bytes));
  return bytes;
}

/** Reads the entry in pieces and compares its checksum; throws `damaged`, naming it, for another. */
export async function checkZipEntry(file: CheckpointFile, entry: ZipEntry): Promise<void> {
  if (entry.checksum === 0) return;
  let checksum = 0;
  for await (const piece of zipEntryPieces(file, entry)) checksum = crc32(piece, checksum);
  refuseChecksum(file, entry, checksum);
}

/** The entry's bytes in pieces, whose checksum the caller compares. */
export async function* zipEntryPieces(file: CheckpointFile, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  const position = await zipEntryPosition(file, entry);
  for (let done = 0; done < entry.sizeBytes; done += pieceBytes) {
    yield await file.read(position + done, Math.min(pieceBytes, entry.sizeBytes - done));
  }
}

function refuseChecksum(file: CheckpointFile, { name, checksum }: ZipEntry, found: number): void {
  if (checksum === 0 || checksum === found) return;
  throw damagedCheckpoint(file.path, `the bytes of its entry "${shown(name)}" are not those that were saved (CRC-32)`);
}

interface Directory {
  readonly count: number;
  readonly position: number;
  readonly sizeBytes: number;
}

async function findDirectory(file: CheckpointFile): Promise<Directory> {
  const tailBytes = Math.min(file.sizeBytes, endBytes + longestComment);
  const tailPosition = file.sizeBytes - tailBytes;
  const tail = await file.read(tailPosition, tailBytes);
  const at = findEnd(tail);
  if (at < 0) throw damagedCheckpoint(file.path, 'the zip directory at its end is missing; the file is cut off');
  const cursor = new ByteCursor(tail, { path: file.path, position: at + 10 });
  const count = cursor.uint16();
  const sizeBytes = cursor.uint32();
  const position = cursor.uint32();
  if (count !== moved16 && sizeBytes !== moved32 && position !== moved32) return { count, position, sizeBytes };
  return readZip64End(file, tailPosition + at - zip64LocatorBytes);
}

/** The last place that looks like an end record whose comment ends where the file does; -1 where there is none. */
function findEnd(tail: Uint8Array): number {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = tail.length - endBytes; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== signatures.end) continue;
    if (view.getUint16(at + 20, true) === tail.length - endBytes - at) return at;
  }
  return -1;
}

async function readZip64End(file: CheckpointFile, locatorPosition: number): Promise<Directory> {
  const locator = new ByteCursor(await file.read(locatorPosition, zip64LocatorBytes), { path: file.path });
  const isLocator = locator.uint32() === signatures.zip64Locator;
  locator.position = 8;
  const end = new ByteCursor(await file.read(isLocator ? locator.uint64() : 0, zip64EndBytes), { path: file.path });
  if (!isLocator || end.uint32() !== signatures.zip64End) {
    throw damagedCheckpoint(file.path, 'the zip64 record of its directory is missing');
  }
  end.position = 32;
  const count = end.uint64();
  const sizeBytes = end.uint64();
  return { count, sizeBytes, position: end.uint64() };
}

function readCentralHeader(cursor: ByteCursor): ZipEntry {
  const start = cursor.position;
  if (cursor.uint32() !== signatures.central) throw damagedCheckpoint(cursor.path, 'its directory is inconsistent');
  cursor.position = start + 8;
  const flags = cursor.uint16();
  const compression = cursor.uint16();
  cursor.position = start + 16;
  const checksum = cursor.uint32();
  const packed = cursor.uint32();
  const unpacked = cursor.uint32();
  const nameLength = cursor.uint16();
  const extraLength = cursor.uint16();
  const commentLength = cursor.uint16();
  cursor.position = start + 42;
  const header = cursor.uint32();
  const name = cursor.text(nameLength);
  const extra = new ByteCursor(cursor.take(extraLength), { path: cursor.path });
  cursor.take(commentLength);

  if ((flags & encryptedFlag) !== 0) throw refusedCheckpoint(cursor.path, `its entry "${shown(name)}" is encrypted`);
  const moved = [unpacked, packed, header].includes(moved32) ? zip64Extra(extra, extraLength) : null;
  // In this order, and only those that do not fit their field.
  const sizeBytes = unpacked === moved32 && moved ? moved.uint64() : unpacked;
  const packedBytes = packed === moved32 && moved ? moved.uint64() : packed;
  const headerPosition = header === moved32 && moved ? moved.uint64() : header;
  const isCompressed = compression !== 0;
  if (packedBytes !== sizeBytes && !isCompressed) {
    throw damagedCheckpoint(cursor.path, `its entry "${shown(name)}" has two sizes, ${packedBytes} and ${sizeBytes}`);
  }
  return { name, sizeBytes, checksum, isCompressed, headerPosition };
}

/** The fields of the zip64 extra; null where there is none, and then the numbers are meant as they stand. */
function zip64Extra(extra: ByteCursor, length: number): ByteCursor | null {
  while (length - extra.position >= 4) {
    const id = extra.uint16();
    const fields = extra.take(extra.uint16());
    if (id === zip64ExtraId) return new ByteCursor(fields, { path: extra.path });
  }
  return null;
}
