/** The safetensors format: float32 tensors by name behind a JSON header, the same bytes for the same tensors. */
import { endianness } from 'node:os';
import { z } from 'zod';
import type { NamedTensor, Weights } from '../../core/weights/weights';
import { AppError } from '../../shared/errors';
import { formatCount } from '../../shared/format';
import { fromFloat32, type HalfType } from './torch/float-values';

export interface DecodedSafetensors {
  readonly tensors: NamedTensor[];
  readonly metadata: Record<string, string>;
}

export interface SafetensorsEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** As the format names it: `F32`, `BF16`. */
  readonly dtype: string;
  /** Where its values begin and end, in bytes behind the header. */
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: Record<string, string>;
}

const metadataKey = '__metadata__';
const reservedNames: ReadonlySet<string> = new Set([metadataKey, '__proto__']);
export const lengthBytes = 8;
const alignment = 8;
const bytesPerValue = 4;
/** The limit of the reference implementation; a longer header is a damaged length field, or an attack. */
const maximumHeaderBytes = 100_000_000;

/** Bytes of a value, by the format's name of its type. */
const safetensorsTypes: ReadonlyMap<string, number> = new Map([
  ...(['F64', 'I64', 'U64'] as const).map((name) => [name, 8] as const),
  ...(['F32', 'I32', 'U32'] as const).map((name) => [name, 4] as const),
  ...(['F16', 'BF16', 'I16', 'U16'] as const).map((name) => [name, 2] as const),
  ...(['I8', 'U8', 'BOOL', 'F8_E4M3', 'F8_E5M2'] as const).map((name) => [name, 1] as const),
]);

const size = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const TensorHeader = z.object({
  dtype: z.string(),
  shape: z.array(size).max(64),
  data_offsets: z.tuple([size, size]),
});
const Metadata = z.record(z.string(), z.string());
const Header = z.record(z.string(), z.unknown());

/**
 * Tensors in the given order, as float32 or the half precision that they came in; metadata sorted by key, so that equal input gives equal bytes.
 * Throws `bad-input` when two tensors share a name, a name is reserved, or a shape does not fit its data.
 */
export function encodeSafetensors(
  tensors: Weights,
  metadata: Record<string, string>,
  halfTypes?: ReadonlyMap<string, HalfType>,
): Uint8Array {
  const pieces = safetensorsPieces(tensors, metadata, halfTypes);
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let position = 0;
  for (const piece of pieces) {
    bytes.set(piece, position);
    position += piece.length;
  }
  return bytes;
}

/** The same bytes one after the other: the header, then each tensor's values, where they lie in memory if it can be. */
export function safetensorsPieces(
  tensors: Weights,
  metadata: Record<string, string>,
  halfTypes?: ReadonlyMap<string, HalfType>,
): Uint8Array[] {
  const entries: [string, unknown][] = [];
  const sorted = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  if (sorted.length > 0) entries.push([metadataKey, Object.fromEntries(sorted)]);
  const seen = new Set<string>();
  const values: Uint8Array[] = [];
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    if (seen.has(name) || reservedNames.has(name)) {
      throw new AppError('bad-input', `Tensor "${name}" cannot be written: the name is taken. Give each its own name.`);
    }
    if (valueCount(shape) !== data.length) {
      const told = `Tensor "${name}" has ${data.length} values, its shape [${shape.join(', ')}] asks for`;
      throw new AppError('bad-input', `${told} ${valueCount(shape)}. Pass the shape that its data has.`);
    }
    seen.add(name);
    const half = halfTypes?.get(name);
    const bytes = littleEndianBytes(half === undefined ? data : fromFloat32(data, half));
    const dtype = half === undefined ? 'F32' : { float16: 'F16', bfloat16: 'BF16' }[half];
    entries.push([name, { dtype, shape, data_offsets: [offset, offset + bytes.length] }]);
    values.push(bytes);
    offset += bytes.length;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const headerBytes = Math.ceil(json.length / alignment) * alignment;
  const header = new Uint8Array(lengthBytes + headerBytes).fill(0x20); // the format pads its header with spaces
  new DataView(header.buffer).setBigUint64(0, BigInt(headerBytes), true);
  header.set(json, lengthBytes);
  return [header, ...values];
}

/**
 * Every tensor in the order in which the file holds their values, each with memory of its own.
 * Throws `damaged`, naming `path`, when the bytes are not a whole safetensors file of float32 tensors.
 */
export function decodeSafetensors(bytes: Uint8Array, path: string): DecodedSafetensors {
  const headerBytes = safetensorsHeaderBytes(bytes, bytes.length, path);
  const values = bytes.subarray(lengthBytes + headerBytes);
  const header = bytes.subarray(lengthBytes, lengthBytes + headerBytes);
  const { entries, metadata } = parseSafetensorsHeader(header, values.length, path);
  const tensors = entries.map(({ name, shape, dtype, begin, end }) => {
    if (dtype !== 'F32') throw damaged(path, `tensor "${name}" is of type ${dtype}, only F32 is read`);
    return { name, shape, data: floatsOf(values, begin, end) };
  });
  return { tensors, metadata };
}

/** Tensors in the order of their values, which fill `valueBytes` without gap or overlap. Throws `damaged`. */
export function parseSafetensorsHeader(bytes: Uint8Array, valueBytes: number, path: string): SafetensorsHeader {
  const header = parseHeader(bytes, path);
  const metadata = Metadata.safeParse(header[metadataKey] ?? {});
  if (!metadata.success) throw damaged(path, 'its metadata are not texts');

  const placed = Object.entries(header)
    .filter(([name]) => name !== metadataKey)
    .map(([name, raw]) => readEntry({ name, raw, path }))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let expected = 0;
  for (const { name, begin, end } of placed) {
    if (begin < expected) throw damaged(path, `the values of "${name}" overlap those of another tensor`);
    if (begin > expected) throw damaged(path, `there is a gap before the values of "${name}"`);
    if (end > valueBytes) throw damaged(path, `it ends before the values of "${name}" do`);
    expected = end;
  }
  if (expected !== valueBytes)
    throw damaged(path, `at its end are ${formatCount(valueBytes - expected, 'byte')} of no tensor`);
  return { entries: placed, metadata: metadata.data };
}

/** From the first bytes of a file of `fileBytes`. Throws `damaged`. */
export function safetensorsHeaderBytes(bytes: Uint8Array, fileBytes: number, path: string): number {
  if (fileBytes < lengthBytes) throw damaged(path, `it has ${formatCount(fileBytes, 'byte')}, too few for a header`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, lengthBytes).getBigUint64(0, true);
  if (length > BigInt(maximumHeaderBytes)) throw damaged(path, `its header claims to be ${length} bytes long`);
  if (length > BigInt(fileBytes - lengthBytes)) throw damaged(path, 'it ends within its header');
  return Number(length);
}

function parseHeader(bytes: Uint8Array, path: string): Record<string, unknown> {
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw damaged(path, 'its header is not JSON', cause);
  }
  const header = Header.safeParse(raw);
  if (!header.success) throw damaged(path, 'its header is not a JSON object', header.error);
  return header.data;
}

function readEntry({ name, raw, path }: { name: string; raw: unknown; path: string }): SafetensorsEntry {
  const entry = TensorHeader.safeParse(raw);
  if (!entry.success) throw damaged(path, `the header of tensor "${name}" is not readable`, entry.error);
  const { dtype, shape, data_offsets } = entry.data;
  const bytesPerType = safetensorsTypes.get(dtype);
  if (bytesPerType === undefined) throw damaged(path, `tensor "${name}" is of type ${dtype}, which is not known`);
  const [begin, end] = data_offsets;
  if (end - begin !== valueCount(shape) * bytesPerType) {
    throw damaged(
      path,
      `tensor "${name}" has ${formatCount(end - begin, 'byte')}, which does not fit its shape [${shape.join(', ')}]`,
    );
  }
  return { name, shape, dtype, begin, end };
}

function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function floatsOf(bytes: Uint8Array, begin: number, end: number): Float32Array {
  const copy = new Uint8Array(bytes.subarray(begin, end)); // not `slice`: a Buffer's shows the same memory
  return new Float32Array(swapOnBigEndian(copy).buffer);
}

/** Where they lie in memory, if the machine stores the lowest byte first. */
export function littleEndianBytes(data: Float32Array | Uint16Array): Uint8Array {
  const view = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return endianness() === 'LE' ? view : swapOnBigEndian(view.slice(), data.BYTES_PER_ELEMENT);
}

/** Reverses each value's bytes in place where the machine stores the highest byte first. */
function swapOnBigEndian(bytes: Uint8Array<ArrayBuffer>, size = bytesPerValue): Uint8Array<ArrayBuffer> {
  if (endianness() === 'LE') return bytes;
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
}

function damaged(path: string, what: string, cause?: unknown): AppError {
  const message = `${path} is not a safetensors file that can be read: ${what}. Copy or export it again.`;
  return new AppError('damaged', message, { cause });
}
