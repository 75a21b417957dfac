/** Reads a PyTorch checkpoint (.pth, .pth.tar) of either format without running anything that it holds. */
import { formatCount } from '../../../shared/format';
import type { NamedTensor } from '../../../core/weights/weights';
import { CheckpointFile } from './checkpoint-file';
import { damagedCheckpoint } from './checkpoint-refusal';
import { openLegacyCheckpoint } from './legacy-checkpoint';
import type { OpenCheckpoint, TorchFormat } from './open-checkpoint';
import { isTensor } from './pickle-values';
import type { PickleValue } from './pickle-values';
import { findStateDict } from './state-dict';
import { readStoredCount, readStoredTensors } from './stored-tensors';
import type { NamedTorchTensor } from './stored-tensors';
import { openZipCheckpoint } from './zip-checkpoint';

export interface TorchCheckpoint {
  /** PyTorch's names and shapes, in the file's order, without a `module.` prefix and without counters. */
  readonly tensors: NamedTensor[];
  readonly format: TorchFormat;
  /** Whether the state_dict lay in a dict with epoch, best_acc and so on. */
  readonly isWrapped: boolean;
  readonly hadModulePrefix: boolean;
  readonly epoch: number | null;
  readonly bestEpoch: number | null;
  /** The published code's `best_acc`: accuracies in percent, summed over the tasks. */
  readonly bestAccuracy: number | null;
  /** The largest `num_batches_tracked`; null where there is none. */
  readonly batchesTracked: number | null;
  /** What our own exports say besides: the network's id, and pixels a side. */
  readonly network: string | null;
  readonly imageSize: number | null;
  /** Names of other tensors of whole numbers or truth values, which are no weights. */
  readonly ignored: string[];
}

const counterName = /(^|\.)num_batches_tracked$/;
const zipStart = [0x50, 0x4b]; // "PK"

/**
 * Float64, float16 and bfloat16 become float32; tensors with any strides become row-major.
 * Throws `not-found`, `damaged` for a file that is cut off, inconsistent or no checkpoint, and `bad-input`, naming
 * what was asked for, for a file that holds more than tensors and plain data.
 */
export async function readTorchCheckpoint(path: string): Promise<TorchCheckpoint> {
  const file = await CheckpointFile.open(path);
  try {
    const open = await openCheckpoint(file);
    const { tensors, wrapping, hadModulePrefix } = findStateDict(open.root, path);
    const weights = tensors.filter(({ tensor }) => tensor.storage.type.isFloating);
    const others = tensors.filter(({ tensor }) => !tensor.storage.type.isFloating);
    const counters = others.filter(({ name }) => counterName.test(name));
    const network = wrapping?.entries.get('network');
    const scalar = (key: string) => readNumber(file, open, { key, value: wrapping?.entries.get(key) });
    return {
      tensors: await readStoredTensors(file, open.storages, weights),
      format: open.format,
      isWrapped: wrapping !== null,
      hadModulePrefix,
      epoch: await scalar('epoch'),
      bestEpoch: await scalar('best_epoch'),
      bestAccuracy: await scalar('best_acc'),
      batchesTracked: await readLargestCount(file, open, counters),
      network: typeof network === 'string' ? network : null,
      imageSize: await scalar('image_size'),
      ignored: others.filter((one) => !counters.includes(one)).map(({ name }) => name),
    };
  } finally {
    await file.close();
  }
}

async function openCheckpoint(file: CheckpointFile): Promise<OpenCheckpoint> {
  if (file.sizeBytes < zipStart.length)
    throw damagedCheckpoint(file.path, `it has ${formatCount(file.sizeBytes, 'byte')}`);
  const start = await file.read(0, zipStart.length);
  const isZip = zipStart.every((byte, at) => start[at] === byte);
  return isZip ? openZipCheckpoint(file) : openLegacyCheckpoint(file);
}

/** A number, also where it was saved as a tensor of one value; null for anything else. */
async function readNumber(
  file: CheckpointFile,
  { storages }: OpenCheckpoint,
  { key, value }: { key: string; value: PickleValue | undefined },
): Promise<number | null> {
  if (typeof value === 'number') return value;
  if (!isTensor(value) || value.shape.some((length) => length !== 1)) return null;
  const named = { name: key, tensor: value };
  if (!value.storage.type.isFloating) return readStoredCount(file, storages, named);
  const [read] = await readStoredTensors(file, storages, [named]);
  return read?.data[0] ?? null;
}

async function readLargestCount(
  file: CheckpointFile,
  { storages }: OpenCheckpoint,
  counters: readonly NamedTorchTensor[],
): Promise<number | null> {
  let largest: number | null = null;
  for (const counter of counters) {
    const count = await readStoredCount(file, storages, counter);
    if (count !== null && (largest === null || count > largest)) largest = count;
  }
  return largest;
}
