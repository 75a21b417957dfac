/** Everything of the workbench that reads a file of somebody else, each with the sound files that it is tried on. */
import { closeSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unpackBundle } from '../../../src/main/bundle/unpack-bundle';
import { readSetFile } from '../../../src/main/datasets/image-cache/set-file';
import { MappingFiles } from '../../../src/main/datasets/mapping/mapping-file';
import { MemoryRoom } from '../../../src/main/datasets/memory-room';
import { readPicture } from '../../../src/main/datasets/read-picture';
import { scanRoot } from '../../../src/main/datasets/scan-root';
import { openForAppending } from '../../../src/main/files/appended-file';
import { readScores } from '../../../src/main/images/read-scores';
import { hashFile } from '../../../src/main/jobs/hash-file';
import { openRegistry } from '../../../src/main/registry/registry';
import { EventLog } from '../../../src/main/runs/event-log';
import { EventTail } from '../../../src/main/runs/event-tail';
import { lastWords } from '../../../src/main/runs/last-words';
import { RunFolder } from '../../../src/main/runs/run-folder';
import { SavedViews } from '../../../src/main/runs/saved-views';
import { SettingsFile } from '../../../src/main/settings/settings-file';
import { inspectWeights } from '../../../src/main/weights/read-weights';
import { microBatchesBefore } from '../../../src/main/worker/micro-batches-before';
import {
  bundleSeed,
  cachedSet,
  cacheSeed,
  eventsSeed,
  imageSeeds,
  jsonSeeds,
  scoresSeed,
  weightsSeeds,
  type Seed,
} from './seeds';

export interface Reader {
  readonly id: string;
  readonly seeds: readonly (Seed & { readonly beside?: readonly Seed[] })[];
  /** Of the mutated files, how many parts of a hundred. */
  readonly share: number;
  /** Reads the file as the program does; rejects as the program would tell it. */
  read(path: string): Promise<unknown>;
}

export async function everyReader(scratch: string): Promise<Reader[]> {
  const events = eventsSeed();
  const made = join(scratch, 'seeds');
  await mkdir(made, { recursive: true });
  const readers: Reader[] = [
    { id: 'image', seeds: await imageSeeds(), share: 40, read: (path) => showImage(path) },
    { id: 'weights', seeds: await weightsSeeds(), share: 30, read: (path) => inspectWeights(path) },
    { id: 'bundle', seeds: [await bundleSeed(made)], share: 8, read: (path) => unpack(path, scratch) },
    { id: 'events, followed', seeds: [events], share: 6, read: readAll },
    { id: 'events, gone on with', seeds: [events], share: 3, read: goOn },
    { id: 'events, for the batches before', seeds: [events], share: 1, read: microBatchesBefore },
    { id: 'scores', seeds: [scoresSeed()], share: 4, read: (path) => readScores(path, dirname(path)) },
    { id: 'cached images', seeds: [await cacheSeed(made)], share: 4, read: (path) => readSetFile(path, cachedSet()) },
    { id: 'files of a run', seeds: jsonSeeds(), share: 4, read: readRunFile },
  ];
  // Small JSON and text that is read as those above are: no mutations of their own, but everything that is no file.
  const others: readonly Pick<Reader, 'id' | 'read'>[] = [
    { id: 'settings', read: (path) => new SettingsFile(path).read() },
    { id: 'saved views', read: (path) => new SavedViews(path).list() },
    { id: 'mapping', read: (path) => new MappingFiles(dirname(path)).read('special') },
    { id: 'last words', read: lastWords },
    { id: 'hash', read: hashFile },
    { id: 'log', read: async (path: string) => closeSync(openForAppending(path)) },
    { id: 'registry', read: async (path: string) => openRegistry(path, dirname(path)).close() },
    { id: 'log of SQLite beside the registry', read: openBesideSpecial },
    { id: 'image of a task', read: (path) => scanTaskWith(path) },
    { id: 'bundle of a run', read: (path) => unpack(path, scratch) },
  ];
  return [...readers, ...others.map((reader) => ({ ...reader, seeds: [], share: 0 }))];
}

const room = new MemoryRoom();

function showImage(path: string) {
  return readPicture(path, { file: 'x', className: 'real', longestSide: 96, room });
}

async function unpack(path: string, scratch: string): Promise<void> {
  const into = await mkdtemp(join(scratch, 'unpacked-'));
  try {
    await unpackBundle(path, into);
  } finally {
    await rm(into, { recursive: true });
  }
}

async function readAll(path: string): Promise<void> {
  const tail = new EventTail(path);
  for (let events = await tail.read(); events.length > 0;) events = await tail.read();
}

async function goOn(path: string): Promise<void> {
  const log = await EventLog.open(path);
  await log.append({ type: 'run/stopped' }).finally(() => log.close());
}

async function readRunFile(path: string): Promise<void> {
  const folder = new RunFolder(dirname(path));
  await folder.readRun();
  await folder.readNotes();
  await folder.readControl();
  await folder.readWorker();
}

/** A registry that is whole, and the special file as SQLite's log beside it. */
async function openBesideSpecial(path: string): Promise<void> {
  const file = path.replace(/-wal$/, '');
  openRegistry(file, dirname(path)).close();
}

/** The special file among the images of a task; what is wrong with it is told in the scan, and nothing is thrown. */
async function scanTaskWith(path: string): Promise<void> {
  const [sound] = await imageSeeds();
  const root = dirname(dirname(dirname(dirname(path))));
  for (const folder of ['train/fake', 'train/real', 'val/fake', 'val/real']) {
    await mkdir(join(root, 'task', folder), { recursive: true });
    await writeFile(join(root, 'task', folder, 'sound.png'), sound?.bytes ?? '');
  }
  const { tasks } = await scanRoot(root);
  if (tasks.length !== 1) throw new Error(`The scan found ${tasks.length} tasks instead of one.`);
}
