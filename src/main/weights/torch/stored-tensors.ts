/** The values of tensors out of a file: only the bytes that they need, and nothing before all of them are known to fit. */
import { endianness } from 'node:os';
import { formatCount } from '../../../shared/format';
import type { NamedTensor } from '../../../core/weights/weights';
import type { CheckpointFile } from './checkpoint-file';
import { damagedCheckpoint, refusedCheckpoint, shown } from './checkpoint-refusal';
import { toFloat32 } from './float-values';
import type { TorchTensor } from './pickle-values';

export type ByteOrder = 'little' | 'big';

/** The storages of one file, wherever its format keeps them. */
export interface StorageIndex {
  readonly byteOrder: ByteOrder;
  /** Bytes that the file really has for a storage; null where it has no such storage. */
  sizeBytes(key: string): number | null;
  position(key: string): Promise<number>;
}

export interface NamedTorchTensor {
  readonly name: string;
  readonly tensor: TorchTensor;
}

/**
 * float16 doubles as float32, and layers may share a tensor; a file whose tensors need more than this times its size
 * repeats its values, which a state_dict does not.
 */
const mostGrowth = 4;
const alwaysAllowedBytes = 16 * 1024 * 1024;

/**
 * Every tensor in PyTorch's row-major order, whatever strides it is stored with, as float32.
 * Throws `damaged` where a tensor or storage reaches past what the file has, before anything is allocated.
 */
export async function readStoredTensors(
  file: CheckpointFile,
  index: StorageIndex,
  named: readonly NamedTorchTensor[],
): Promise<NamedTensor[]> {
  const placed = named.map((one) => ({ ...one, extent: checkedExtent(file, index, one) }));
  refuseGrowth(file, placed);
  const tensors: NamedTensor[] = [];
  for (const { name, tensor, extent } of placed) {
    const bytes = await readExtent(file, index, { tensor, extent });
    const stored = toFloat32(bytes, tensor.storage.type.id);
    const data = extent.isContiguous ? stored : gather(stored, tensor, extent.values);
    tensors.push({ name, shape: tensor.shape, data });
  }
  return tensors;
}

/** The single value of a whole-number tensor. */
export async function readStoredCount(
  file: CheckpointFile,
  index: StorageIndex,
  named: NamedTorchTensor,
): Promise<number | null> {
  const extent = checkedExtent(file, index, named);
  if (named.tensor.storage.type.id !== 'int64' || extent.values !== 1) return null;
  const bytes = await readExtent(file, index, { tensor: named.tensor, extent });
  return Number(new DataView(bytes.buffer).getBigInt64(0, endianness() === 'LE'));
}

interface Extent {
  /** Values in the tensor, and from its first to its last in the storage; less where a stride is 0. */
  readonly values: number;
  readonly span: number;
  readonly isContiguous: boolean;
}

function checkedExtent(file: CheckpointFile, index: StorageIndex, { name, tensor }: NamedTorchTensor): Extent {
  const { storage, offset, shape } = tensor;
  const declaredBytes = storage.count * storage.type.bytesPerValue;
  const foundBytes = index.sizeBytes(storage.key);
  if (foundBytes === null) throw damagedCheckpoint(file.path, `the values of "${shown(name)}" are missing`);
  if (declaredBytes > foundBytes) {
    const told = `"${shown(name)}" declares ${formatCount(declaredBytes, 'byte')} of values, the file has ${foundBytes}`;
    throw damagedCheckpoint(file.path, told);
  }
  const extent = extentOf(tensor);
  if (offset + extent.span > storage.count) {
    const told = `"${shown(name)}" of shape [${shape.join(', ')}] reaches past its ${formatCount(storage.count, 'stored value')}`;
    throw damagedCheckpoint(file.path, told);
  }
  return extent;
}

function extentOf({ shape, strides }: TorchTensor): Extent {
  if (shape.includes(0)) return { values: 0, span: 0, isContiguous: true };
  const values = shape.reduce((product, length) => product * length, 1);
  let span = 1;
  let rowMajorStride = 1;
  let isContiguous = true;
  for (const [axis, length] of [...shape.entries()].reverse()) {
    const stride = strides[axis] ?? 0;
    span += (length - 1) * stride;
    if (length > 1 && stride !== rowMajorStride) isContiguous = false;
    rowMajorStride *= length;
  }
  return { values, span, isContiguous };
}

function refuseGrowth(file: CheckpointFile, placed: readonly { tensor: TorchTensor; extent: Extent }[]): void {
  const allowed = mostGrowth * file.sizeBytes + alwaysAllowedBytes;
  let needed = 0;
  for (const { tensor, extent } of placed) {
    needed += extent.values * Float32Array.BYTES_PER_ELEMENT;
    if (!extent.isContiguous) needed += extent.span * tensor.storage.type.bytesPerValue;
  }
  if (needed <= allowed) return;
  throw refusedCheckpoint(file.path, `its tensors would need ${needed} bytes, though it has only ${file.sizeBytes}`);
}

/** The stored bytes from the tensor's first value to its last, in this machine's byte order. */
async function readExtent(
  file: CheckpointFile,
  index: StorageIndex,
  { tensor, extent }: { tensor: TorchTensor; extent: Extent },
): Promise<Uint8Array<ArrayBuffer>> {
  if (extent.values === 0) return new Uint8Array(0);
  const { type, key } = tensor.storage;
  const position = (await index.position(key)) + tensor.offset * type.bytesPerValue;
  const bytes = await file.read(position, extent.span * type.bytesPerValue);
  if ((endianness() === 'LE' ? 'little' : 'big') === index.byteOrder || type.bytesPerValue === 1) return bytes;
  for (let at = 0; at < bytes.length; at += type.bytesPerValue) bytes.subarray(at, at + type.bytesPerValue).reverse();
  return bytes;
}

/** Row-major values of a tensor whose strides are anything else. */
function gather(stored: Float32Array, { shape, strides }: TorchTensor, values: number): Float32Array {
  const data = new Float32Array(values);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < values; to += 1) {
    data[to] = stored[from] ?? Number.NaN;
    // Like an odometer: the last axis turns fastest, and carries over to the one before it.
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const at = (index[axis] ?? 0) + 1;
      const stride = strides[axis] ?? 0;
      from += stride;
      if (at < (shape[axis] ?? 0)) {
        index[axis] = at;
        break;
      }
      from -= at * stride;
      index[axis] = 0;
    }
  }
  return data;
}
