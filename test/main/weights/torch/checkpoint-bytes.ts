/** Assembles checkpoint files of both formats around a pickle, also damaged and hostile ones. */
import { crc32, deflateRawSync } from 'node:zlib';
import { ascii, dict, pickle, tensor, text, whole } from './pickle-bytes';
import type { Bytes, TensorParts } from './pickle-bytes';

export interface ZipPart {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isDeflated?: boolean;
  /** What the directory says, if not the truth. */
  readonly claimedBytes?: number;
  /** Points at the part of this number instead of its own. */
  readonly sharesPart?: number;
}

export interface ZipOptions {
  /** Moves every number of the directory into zip64 records, as for a file beyond 4 GB. */
  readonly isZip64?: boolean;
}

const uint = (value: number, bytes: 2 | 4 | 8) => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer.subarray(0, bytes);
};

export function zip(parts: readonly ZipPart[], { isZip64 = false }: ZipOptions = {}): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  const positions: number[] = [];
  let position = 0;
  for (const { name, bytes, isDeflated = false, claimedBytes, sharesPart } of parts) {
    const at = sharesPart === undefined ? position : (positions[sharesPart] ?? 0);
    positions.push(at);
    const packed = isDeflated ? deflateRawSync(bytes) : Buffer.from(bytes);
    const packedBytes = isDeflated ? packed.length : (claimedBytes ?? packed.length);
    const sizeBytes = claimedBytes ?? bytes.length;
    const fixed = [uint(isDeflated ? 8 : 0, 2), uint(0, 4), uint(crc32(bytes), 4)];
    const moved = 0xffffffff;
    const sizes = isZip64 ? [uint(moved, 4), uint(moved, 4)] : [uint(packedBytes, 4), uint(sizeBytes, 4)];
    const extra = isZip64
      ? [uint(0x4246, 2), uint(0, 2), uint(1, 2), uint(24, 2), uint(sizeBytes, 8), uint(packedBytes, 8), uint(at, 8)]
      : [];
    const extraBytes = Buffer.concat(extra);
    const header = [uint(20, 2), uint(0, 2), ...fixed, ...sizes, uint(name.length, 2)];
    if (sharesPart === undefined) {
      const local = Buffer.concat([Buffer.from('PK\x03\x04'), ...header, uint(0, 2), Buffer.from(name), packed]);
      body.push(local);
      position += local.length;
    }
    const rest = [uint(extraBytes.length, 2), Buffer.alloc(10), uint(isZip64 ? moved : at, 4), Buffer.from(name)];
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), uint(20, 2), ...header, ...rest, extraBytes]));
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([...body, listed, end({ count: parts.length, sizeBytes: listed.length, position, isZip64 })]);
}

interface End {
  readonly count: number;
  readonly sizeBytes: number;
  readonly position: number;
  readonly isZip64: boolean;
}

function end({ count, sizeBytes, position, isZip64 }: End): Buffer {
  const nothing = uint(0, 2);
  const plain = [uint(count, 2), uint(count, 2), uint(sizeBytes, 4), uint(position, 4), nothing];
  if (!isZip64) return Buffer.concat([Buffer.from('PK\x05\x06'), uint(0, 4), ...plain]);
  return Buffer.concat([
    ...[Buffer.from('PK\x06\x06'), uint(44, 8), uint(45, 2), uint(45, 2), uint(0, 8)],
    ...[uint(count, 8), uint(count, 8), uint(sizeBytes, 8), uint(position, 8)],
    ...[Buffer.from('PK\x06\x07'), uint(0, 4), uint(position + sizeBytes, 8), uint(1, 4)],
    ...[Buffer.from('PK\x05\x06'), uint(0, 4), Buffer.alloc(12, 0xff), nothing],
  ]);
}

/** A zip checkpoint of one pickle and storages by key. */
export function zipCheckpoint(value: Bytes, storages: Readonly<Record<string, Uint8Array>> = {}): Buffer {
  const stored = Object.entries(storages).map(([key, bytes]) => ({ name: `any/data/${key}`, bytes }));
  return zip([{ name: 'any/data.pkl', bytes: pickle(value) }, ...stored]);
}

export const magic: Bytes = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

/** A stream checkpoint of one float32 storage with the key '0'. */
export function legacyCheckpoint(value: Bytes, stored: Float32Array, claimedCount = stored.length): Buffer {
  return Buffer.concat([
    ...[pickle(magic), pickle(whole(1001)), pickle(ascii('}')), pickle(value)],
    ...[pickle([...ascii(']'), ...text('0'), ...ascii('a')]), uint(claimedCount, 8)],
    Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength),
  ]);
}

/** Bytes as they are in the place of a zip checkpoint's pickle. */
export const zipAround = (bytes: Uint8Array): Buffer => zip([{ name: 'any/data.pkl', bytes }]);

/** A zip checkpoint of four float32 zeros, whose one entry "a" is this value. */
export const zipWithEntry = (value: Bytes): Buffer => zipCheckpoint(dict({ a: value }), { 0: new Uint8Array(16) });

/** A zip checkpoint of four float32 zeros and a tensor over them. */
export const zipWithTensor = (parts: Omit<TensorParts, 'count'> & { readonly count?: number }): Buffer =>
  zipWithEntry(tensor({ count: 4, ...parts }));

export const joined = (...parts: (Bytes | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => Uint8Array.from(part)));

export function repeated(bytes: Bytes, times: number): Uint8Array {
  return Uint8Array.from({ length: bytes.length * times }, (_, at) => bytes[at % bytes.length] ?? 0);
}
