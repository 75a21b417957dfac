/** PyTorch's zip format, since 1.6: `<any name>/data.pkl` and one stored entry per storage beside it. */
import { ByteCursor } from './byte-cursor';
import type { CheckpointFile } from './checkpoint-file';
import { damagedCheckpoint, refusedCheckpoint, shown } from './checkpoint-refusal';
import type { OpenCheckpoint } from './open-checkpoint';
import { readPickle } from './pickle-reader';
import { storageReference } from './storage-reference';
import type { ByteOrder } from './stored-tensors';
import { torchClasses } from './torch-classes';
import { checkZipEntry, readZipDirectory, readZipEntry, zipEntryPosition } from './zip-archive';
import type { ZipEntry } from './zip-archive';

const pickleName = 'data.pkl';
const mostPickleBytes = 16 * 1024 * 1024;
const longestByteOrder = 16;

/** The pickled value, and where the file keeps the storages that it refers to. */
export async function openZipCheckpoint(file: CheckpointFile): Promise<OpenCheckpoint> {
  const entries = await readZipDirectory(file);
  const pickle = onlyPickle(entries, file.path);
  const prefix = pickle.name.slice(0, -pickleName.length);
  if (entries.has(`${prefix}constants.pkl`)) {
    throw refusedCheckpoint(file.path, 'it is a TorchScript program, not a state_dict');
  }
  const compressed = [...entries.values()].find(({ isCompressed }) => isCompressed);
  if (compressed !== undefined) {
    const told = `its entry "${shown(compressed.name)}" is compressed, which torch.save never does`;
    throw refusedCheckpoint(file.path, told);
  }
  if (pickle.sizeBytes > mostPickleBytes) {
    throw refusedCheckpoint(file.path, `its pickle has ${pickle.sizeBytes} bytes, more than ${mostPickleBytes}`);
  }
  const storage = (key: string) => entries.get(`${prefix}data/${key}`);
  const root = readPickle(new ByteCursor(await readZipEntry(file, pickle), { path: file.path }), {
    classes: torchClasses,
    persistent: storageReference,
  });
  const checked = new Set<string>();
  return {
    format: 'zip',
    root,
    storages: {
      byteOrder: await readByteOrder(file, entries.get(`${prefix}byteorder`)),
      sizeBytes: (key) => storage(key)?.sizeBytes ?? null,
      position: async (key) => {
        const entry = storage(key);
        if (entry === undefined) throw damagedCheckpoint(file.path, `its storage "${shown(key)}" is missing`);
        if (!checked.has(key)) await checkZipEntry(file, entry);
        checked.add(key);
        return zipEntryPosition(file, entry);
      },
    },
  };
}

function onlyPickle(entries: ReadonlyMap<string, ZipEntry>, path: string): ZipEntry {
  const pickles = [...entries.values()].filter(({ name }) => name.endsWith(`/${pickleName}`));
  const [pickle, ...more] = pickles;
  if (pickle === undefined) throw damagedCheckpoint(path, `it is a zip archive without a ${pickleName}`);
  if (more.length > 0) throw damagedCheckpoint(path, `it holds ${pickles.length} entries named ${pickleName}`);
  return pickle;
}

/** Written since 2.1; before, nobody wrote anything but little-endian. */
async function readByteOrder(file: CheckpointFile, entry: ZipEntry | undefined): Promise<ByteOrder> {
  if (entry === undefined) return 'little';
  if (entry.sizeBytes > longestByteOrder) throw damagedCheckpoint(file.path, 'its byte order is not readable');
  const text = new TextDecoder().decode(await readZipEntry(file, entry));
  if (text === 'little' || text === 'big') return text;
  throw damagedCheckpoint(file.path, `it gives "${shown(text)}" as its byte order`);
}
