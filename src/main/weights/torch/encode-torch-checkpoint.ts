/** Weights as the bytes of a PyTorch checkpoint in the zip format, which every PyTorch since 1.6 loads. */
import { endianness } from 'node:os';
import type { Weights } from '../../../core/weights/weights';
import { AppError } from '../../../shared/errors';
import { fromFloat32, type HalfType } from './float-values';
import { stateDictKey, writePickle } from './pickle-writer';
import type { PickledTensor, PlainValue } from './pickle-writer';
import { storageTypes } from './storage-types';
import type { StorageTypeId } from './storage-types';
import { ZipWriter } from './zip-writer';

export interface TorchCheckpointOptions {
  /** Saved beside the state_dict, as the published code does: epoch, best_epoch, best_acc. Without it a bare state_dict. */
  readonly extra?: Readonly<Record<string, PlainValue>>;
  /** The value of each `num_batches_tracked`; PyTorch wants one per batch normalisation, and uses it for nothing here. */
  readonly batchesTracked?: number;
  /** By name, of tensors that are written in half precision, for they came so. */
  readonly halfTypes?: ReadonlyMap<string, HalfType> | undefined;
}

interface Stored extends PickledTensor {
  readonly bytes: Uint8Array;
}

/** Fixed, so that the bytes do not depend on the file's name. */
const archiveName = 'archive';
const formatVersion = '3\n';
const varianceName = /(^|\.)running_var$/;

/**
 * Tensors with PyTorch's names and shapes, float32 unless they came in half precision, in the given order; a `num_batches_tracked` follows each
 * `running_var`. Equal input gives equal bytes.
 * Throws `bad-input` when two tensors share a name or a shape does not fit its data.
 */
export function encodeTorchCheckpoint(
  tensors: Weights,
  { extra, batchesTracked = 0, halfTypes }: TorchCheckpointOptions = {},
): Uint8Array {
  if (extra !== undefined && stateDictKey in extra) {
    throw new AppError(
      'bad-input',
      `"${stateDictKey}" is the name of the weights. Give what is saved beside it another.`,
    );
  }
  const stored = storedTensors(tensors, { batchesTracked, halfTypes });
  const zip = new ZipWriter();
  zip.add(`${archiveName}/data.pkl`, writePickle({ tensors: stored, extra: extra ?? null }));
  zip.add(`${archiveName}/byteorder`, Buffer.from('little'));
  for (const { key, bytes } of stored) zip.add(`${archiveName}/data/${key}`, bytes);
  zip.add(`${archiveName}/version`, Buffer.from(formatVersion));
  return zip.finish();
}

function storedTensors(
  tensors: Weights,
  { batchesTracked, halfTypes }: { batchesTracked: number; halfTypes: TorchCheckpointOptions['halfTypes'] },
): Stored[] {
  const stored: Stored[] = [];
  const seen = new Set<string>();
  const add = (tensor: { name: string; shape: readonly number[]; type: StorageTypeId; bytes: Uint8Array }) => {
    if (seen.has(tensor.name)) {
      throw new AppError('bad-input', `Two tensors are named "${tensor.name}". Give each its own name.`);
    }
    seen.add(tensor.name);
    stored.push({ ...tensor, type: storageType(tensor.type), key: String(stored.length) });
  };
  for (const { name, shape, data } of tensors) {
    const values = shape.reduce((product, length) => product * length, 1);
    if (values !== data.length) {
      const told = `Tensor "${name}" has ${data.length} values, its shape [${shape.join(', ')}] asks for ${values}`;
      throw new AppError('bad-input', `${told}. Pass the shape that its data has.`);
    }
    const half = halfTypes?.get(name);
    add({ name, shape, type: half ?? 'float32', bytes: littleEndian(half ? fromFloat32(data, half) : data) });
    if (varianceName.test(name)) {
      const counter = name.replace(/running_var$/, 'num_batches_tracked');
      add({ name: counter, shape: [], type: 'int64', bytes: countBytes(batchesTracked) });
    }
  }
  return stored;
}

function storageType(id: StorageTypeId): PickledTensor['type'] {
  const found = storageTypes.find((type) => type.id === id);
  if (found === undefined) throw new AppError('internal', `There is no storage type ${id}.`);
  return found;
}

function littleEndian(data: Float32Array | Uint16Array): Uint8Array {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (endianness() === 'LE') return bytes;
  return data instanceof Uint16Array ? Buffer.from(bytes).swap16() : Buffer.from(bytes).swap32();
}

function countBytes(count: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(count));
  return bytes;
}
