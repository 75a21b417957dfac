/** PyTorch's stream format, before 1.6: five pickles one after the other, then the storages' values. */
import { formatCount } from '../../../shared/format';
import { ByteCursor } from './byte-cursor';
import type { CheckpointFile } from './checkpoint-file';
import { damagedCheckpoint, refusedCheckpoint, shown } from './checkpoint-refusal';
import type { OpenCheckpoint } from './open-checkpoint';
import { opcode } from './pickle-opcodes';
import { readPickle } from './pickle-reader';
import type { PickleValue, TorchStorage } from './pickle-values';
import { storageReference } from './storage-reference';
import { torchClasses } from './torch-classes';

const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;
const mostPickleBytes = 16 * 1024 * 1024;
const countBytes = 8;

/** The pickled value, and where the file keeps the storages that it refers to. */
export async function openLegacyCheckpoint(file: CheckpointFile): Promise<OpenCheckpoint> {
  const head = await file.read(0, Math.min(file.sizeBytes, mostPickleBytes));
  if (head[0] !== opcode.protocol && head[0] !== opcode.global) {
    throw damagedCheckpoint(file.path, 'it is neither a zip archive nor a stream of pickles');
  }
  const endsBecause =
    head.length < file.sizeBytes ? `its pickles are longer than ${mostPickleBytes} bytes` : 'it ends too early';
  const cursor = new ByteCursor(head, { path: file.path, endsBecause });
  const plain = () => readPickle(cursor, { classes: torchClasses, persistent: null });
  if (plain() !== magicNumber) throw damagedCheckpoint(file.path, 'it is a pickle, but not one that torch.save wrote');
  const version = plain();
  if (version !== protocolVersion) {
    throw refusedCheckpoint(
      file.path,
      `it is of version ${String(version)} of the stream format, not ${protocolVersion}`,
    );
  }
  plain(); // the sizes of C's types on the machine that wrote it; the values are little-endian whatever it says

  const declared = new Map<string, TorchStorage>();
  const root = readPickle(cursor, {
    classes: torchClasses,
    persistent: (id, path) => {
      const found = storageReference(id, path);
      return found.kind === 'class' ? found : declareStorage(declared, found, path);
    },
  });
  const keys = plain();
  const places = await findStorages(file, { keys, declared, head, from: cursor.position });
  return {
    format: 'legacy',
    root,
    storages: {
      byteOrder: 'little',
      sizeBytes: (key) => places.get(key)?.sizeBytes ?? null,
      position: async (key) => {
        const found = places.get(key);
        if (found === undefined) throw damagedCheckpoint(file.path, `its storage "${shown(key)}" is missing`);
        return found.position;
      },
    },
  };
}

/** Many tensors may share a storage; each of them must say the same of it. */
function declareStorage(declared: Map<string, TorchStorage>, storage: TorchStorage, path: string): TorchStorage {
  const known = declared.get(storage.key) ?? storage;
  if (known.type !== storage.type || known.count !== storage.count) {
    throw damagedCheckpoint(path, `it describes its storage "${shown(storage.key)}" in two ways`);
  }
  declared.set(storage.key, known);
  return known;
}

interface StorageSearch {
  readonly keys: PickleValue;
  readonly declared: ReadonlyMap<string, TorchStorage>;
  /** What is read of the file already, so that a small one is not read again. */
  readonly head: Uint8Array;
  readonly from: number;
}

interface StoragePlace {
  readonly position: number;
  readonly sizeBytes: number;
}

/** Each storage is a count of values and then the values, in the order of the keys. */
async function findStorages(
  file: CheckpointFile,
  { keys, declared, head, from }: StorageSearch,
): Promise<ReadonlyMap<string, StoragePlace>> {
  if (typeof keys !== 'object' || keys === null || keys.kind !== 'list') {
    throw damagedCheckpoint(file.path, 'it has no list of its storages');
  }
  const places = new Map<string, StoragePlace>();
  let position = from;
  for (const key of keys.items) {
    const storage = typeof key === 'string' ? declared.get(key) : undefined;
    if (storage === undefined || places.has(storage.key)) {
      throw damagedCheckpoint(file.path, 'the list of its storages does not fit its tensors');
    }
    const isInHead = position + countBytes <= head.length;
    const bytes = isInHead ? head.subarray(position, position + countBytes) : await file.read(position, countBytes);
    const count = new ByteCursor(bytes, { path: file.path }).uint64();
    position += countBytes;
    const sizeBytes = storage.count * storage.type.bytesPerValue;
    if (count !== storage.count) {
      throw damagedCheckpoint(
        file.path,
        `its storage "${shown(storage.key)}" should hold ${formatCount(storage.count, 'value')} and holds ${count}`,
      );
    }
    if (sizeBytes > file.sizeBytes - position) {
      const left = file.sizeBytes - position;
      throw damagedCheckpoint(
        file.path,
        `a storage declares ${formatCount(sizeBytes, 'byte')} of values, the file has ${left}`,
      );
    }
    places.set(storage.key, { position, sizeBytes });
    position += sizeBytes;
  }
  return places;
}
