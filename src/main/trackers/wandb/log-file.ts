/** The frame of a .wandb file: LevelDB's log format in blocks of 32 KiB behind a header of its own, with zlib's checksum (wandb's datastore.py). */
import { crc32 } from 'node:zlib';

const blockBytes = 32_768;
const headerBytes = 7;
const [full, first, middle, last] = [1, 2, 3, 4];

/** `:W&B`, a magic number and version 0. */
export function logFile(records: readonly Uint8Array[]): Uint8Array[] {
  const start = Buffer.alloc(headerBytes);
  start.write(':W&B', 'latin1');
  start.writeUInt16LE(0xbee1, 4);
  const parts: Uint8Array[] = [start];
  let position = start.length;
  const add = (part: Uint8Array) => {
    parts.push(part);
    position += part.length;
  };
  for (const record of records) {
    for (let written = 0, isFirst = true; isFirst || written < record.length; isFirst = false) {
      const space = blockBytes - (position % blockBytes);
      if (space < headerBytes) add(Buffer.alloc(space));
      const room = blockBytes - (position % blockBytes) - headerBytes;
      const piece = record.subarray(written, written + room);
      written += piece.length;
      add(pieceHeader(piece, typeOf(isFirst, written === record.length)));
      add(piece);
    }
  }
  return parts;
}

function typeOf(isFirst: boolean, isLast: boolean): number {
  if (isFirst) return isLast ? full : first;
  return isLast ? last : middle;
}

/** The checksum is over the type and the bytes. */
function pieceHeader(piece: Uint8Array, type: number): Uint8Array {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(crc32(piece, crc32(Uint8Array.of(type))), 0);
  header.writeUInt16LE(piece.length, 4);
  header.writeUInt8(type, 6);
  return header;
}
