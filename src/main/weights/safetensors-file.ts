/** A safetensors file that is read piece by piece: its header first, and then the values that are wanted. */
import { endianness } from 'node:os';
import type { NamedTensor } from '../../core/weights/weights';
import { lengthBytes, parseSafetensorsHeader, safetensorsHeaderBytes, type SafetensorsEntry } from './safetensors';
import type { CheckpointFile } from './torch/checkpoint-file';
import { isHalf, toFloat32, type HalfType } from './torch/float-values';
import type { StorageTypeId } from './torch/storage-types';

export interface FoundTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly entry: SafetensorsEntry;
}

export interface OpenSafetensors {
  readonly metadata: Readonly<Record<string, string>>;
  /** Tensors of a floating type. */
  readonly weights: readonly FoundTensor[];
  /** By name, of those in half precision. */
  readonly halfTypes: ReadonlyMap<string, HalfType>;
  /** Names of the others: counters and masks. */
  readonly others: readonly string[];
  /** The values of those that are wanted, as float32. */
  read(isWanted: (entry: SafetensorsEntry) => boolean): Promise<NamedTensor[]>;
}

/** eight-bit floats are not among them: no network is trained from them. */
const floatingTypes: ReadonlyMap<string, StorageTypeId> = new Map([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
]);
const bytesOf = { float64: 8, float32: 4, float16: 2, bfloat16: 2 } as const;

/** Throws `damaged` where the file is not whole. */
export async function openSafetensors(file: CheckpointFile): Promise<OpenSafetensors> {
  const start = await file.read(0, Math.min(lengthBytes, file.sizeBytes));
  const headerBytes = safetensorsHeaderBytes(start, file.sizeBytes, file.path);
  const valuesFrom = lengthBytes + headerBytes;
  const header = await file.read(lengthBytes, headerBytes);
  const { entries, metadata } = parseSafetensorsHeader(header, file.sizeBytes - valuesFrom, file.path);
  const floating = entries.filter(({ dtype }) => floatingTypes.has(dtype));
  return {
    metadata,
    weights: floating.map((entry) => ({ name: entry.name, shape: entry.shape, entry })),
    halfTypes: new Map(floating.flatMap(halfTypeOf)),
    others: entries.filter(({ dtype }) => !floatingTypes.has(dtype)).map(({ name }) => name),
    read: async (isWanted) => {
      const tensors: NamedTensor[] = [];
      for (const entry of floating.filter(isWanted)) {
        const type = floatingTypes.get(entry.dtype) ?? 'float32';
        const bytes = await file.read(valuesFrom + entry.begin, entry.end - entry.begin);
        tensors.push({ name: entry.name, shape: entry.shape, data: toFloat32(inMachineOrder(bytes, type), type) });
      }
      return tensors;
    },
  };
}

function halfTypeOf({ name, dtype }: SafetensorsEntry): [string, HalfType][] {
  const type = floatingTypes.get(dtype);
  return type !== undefined && isHalf(type) ? [[name, type]] : [];
}

/** The format is little-endian. */
function inMachineOrder(bytes: Uint8Array<ArrayBuffer>, type: StorageTypeId): Uint8Array<ArrayBuffer> {
  if (endianness() === 'LE') return bytes;
  const size = type in bytesOf ? bytesOf[type as keyof typeof bytesOf] : 1;
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
}
