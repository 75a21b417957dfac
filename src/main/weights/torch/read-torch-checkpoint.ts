/** Reads a PyTorch checkpoint (.pth, .ckpt) of either format without running anything that it holds. */
import type { TensorShape } from './match-tensors';
import { formatCount } from '../../../shared/format';
import type { NamedTensor } from '../../../core/weights/weights';
import { CheckpointFile } from './checkpoint-file';
import { damagedCheckpoint } from './checkpoint-refusal';
import { isHalf, type HalfType } from './float-values';
import { openLegacyCheckpoint } from './legacy-checkpoint';
import type { OpenCheckpoint, TorchFormat } from './open-checkpoint';
import { isTensor } from './pickle-values';
import type { PickleValue } from './pickle-values';
import { findStateDict } from './state-dict';
import { readStoredCount, readStoredTensors } from './stored-tensors';
import type { NamedTorchTensor } from './stored-tensors';
import { openZipCheckpoint } from './zip-checkpoint';

export interface TorchCheckpoint {
  /** PyTorch's names and shapes, in the file's order, without prefixes and without counters. */
  readonly tensors: NamedTensor[];
  readonly format: TorchFormat;
  /** Whether the state_dict lay in a dict with epoch, best_acc and so on. */
  readonly isWrapped: boolean;
  /** Keys that lead to the state_dict, `state_dict`; `top` where the file holds it alone. */
  readonly place: string;
  /** Of every set of weights that the file holds. */
  readonly places: readonly string[];
  /** Taken off the names, from the outside: `module.`. */
  readonly prefixes: readonly string[];
  readonly epoch: number | null;
  readonly bestEpoch: number | null;
  /** The published code's `best_acc`: accuracies in percent, summed over the tasks. */
  readonly bestAccuracy: number | null;
  /** The largest `num_batches_tracked`; null where there is none. */
  readonly batchesTracked: number | null;
  /** What our own exports say besides: the network's id, and pixels a side. */
  readonly network: string | null;
  readonly imageSize: number | null;
  /** `fake,real` where the file names its classes. */
  readonly classes: string | null;
  /** By name, of the tensors in half precision. */
  readonly halfTypes: ReadonlyMap<string, HalfType>;
  /** Names of what else lies in the state_dict: whole numbers, truth values, values that are no tensors. */
  readonly ignored: string[];
}

/** Chooses among the tensors by their shapes, before any value is read; returns the names of those to read. */
export type ChooseTensors = (tensors: readonly TensorShape[], told: ToldByFile) => ReadonlySet<string>;

export type ToldByFile = Pick<TorchCheckpoint, 'network' | 'imageSize' | 'classes'>;

const batchCounter = /(^|\.)num_batches_tracked$/;
const zipStart = [0x50, 0x4b]; // "PK"

/**
 * Float64, float16 and bfloat16 become float32; tensors with any strides become row-major.
 * `part`: which of several sets of weights.
 * Throws `not-found`, `damaged` for a file that is cut off, inconsistent or no checkpoint, and `bad-input`, naming
 * what was asked for, for a file that holds more than tensors and plain data.
 */
export async function readTorchCheckpoint(
  path: string,
  { choose, part }: { choose?: ChooseTensors; part?: string | undefined } = {},
): Promise<TorchCheckpoint> {
  const file = await CheckpointFile.open(path);
  try {
    const open = await openCheckpoint(file);
    const found = findStateDict(open.root, path, part);
    const { tensors, wrapping, place, places, prefixes, skipped } = found;
    const weights = tensors.filter(({ tensor }) => tensor.storage.type.isFloating);
    const others = tensors.filter(({ tensor }) => !tensor.storage.type.isFloating);
    const counters = others.filter(({ name }) => batchCounter.test(name));
    const text = (key: string) => {
      const value = wrapping?.entries.get(key);
      return typeof value === 'string' ? value : null;
    };
    const scalar = (key: string) => readNumber(file, open, { key, value: wrapping?.entries.get(key) });
    const told = { network: text('network'), classes: text('classes'), imageSize: await scalar('image_size') };
    const shapes = weights.map(({ name, tensor }) => ({ name, shape: tensor.shape }));
    const chosen = choose?.(shapes, told);
    const read = chosen === undefined ? weights : weights.filter(({ name }) => chosen.has(name));
    return {
      ...told,
      tensors: await readStoredTensors(file, open.storages, read),
      halfTypes: halfTypesOf(read),
      format: open.format,
      isWrapped: wrapping !== null,
      place,
      places,
      prefixes,
      epoch: await scalar('epoch'),
      bestEpoch: await scalar('best_epoch'),
      bestAccuracy: await scalar('best_acc'),
      batchesTracked: await readLargestCount(file, open, counters),
      ignored: [...others.filter((one) => !counters.includes(one)).map(({ name }) => name), ...skipped],
    };
  } finally {
    await file.close();
  }
}

function halfTypesOf(read: readonly NamedTorchTensor[]): Map<string, HalfType> {
  return new Map(
    read.flatMap(({ name, tensor }) => (isHalf(tensor.storage.type.id) ? [[name, tensor.storage.type.id]] : [])),
  );
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
