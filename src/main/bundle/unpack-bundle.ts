/** Unpacks a bundle into a folder, once every byte of it is found to be what it was when it was written. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import { CheckpointFile } from '../weights/torch/checkpoint-file';
import { readZipDirectory, readZipEntry, zipEntryPieces, type ZipEntry } from '../weights/torch/zip-archive';
import { BundleList, isBundled, listName, sealBytes } from './bundle-list';

type Directory = ReadonlyMap<string, ZipEntry>;

const mostListBytes = 16 << 20;
const pieceBytes = 1 << 20;

/** Resolves to the run's id. Nothing is written where the bundle is refused, `damaged`, with what was altered. */
export async function unpackBundle(
  path: string,
  into: string,
  onProgress: (progress: { done: number; total: number }) => void = () => undefined,
): Promise<string> {
  const file = await openBundle(path);
  try {
    const directory = await directoryOf(file);
    const list = await readList(file, directory);
    // In bytes; each is checked first and written then.
    const total = 2 * list.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    let done = 0;
    const report = (bytes: number) => {
      done += bytes;
      onProgress({ done, total });
    };
    // All is checked before the first file is written.
    for (const { name, sizeBytes, sha256 } of list.files) {
      const entry = directory.get(name);
      if (entry?.sizeBytes !== sizeBytes || (await sha256Of(file, entry)) !== sha256) {
        throw altered(path, `its file ${name} is not what its list of hashes says`);
      }
      report(sizeBytes);
    }
    refuseUnlisted(path, list, directory);
    await checkSeal(file);
    for (const { name } of list.files) {
      const entry = directory.get(name);
      if (entry === undefined) continue;
      const target = join(into, name);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, zipEntryPieces(file, entry), { flag: 'wx' });
      report(entry.sizeBytes);
    }
    return list.run;
  } finally {
    await file.close();
  }
}

async function openBundle(path: string): Promise<CheckpointFile> {
  try {
    return await CheckpointFile.open(path);
  } catch (cause) {
    const isMissing = cause instanceof AppError && cause.code === 'not-found';
    if (isMissing) throw new AppError('not-found', `There is no file ${path}. Give a .cored.zip file.`, { cause });
    throw new AppError('bad-input', `${path} is not a file. Give a .cored.zip file.`, { cause });
  }
}

async function directoryOf(file: CheckpointFile): Promise<Directory> {
  try {
    return await readZipDirectory(file);
  } catch (cause) {
    throw altered(file.path, 'it is no zip of a run, or its directory at the end was altered or cut off', cause);
  }
}

async function readList(file: CheckpointFile, directory: Directory): Promise<BundleList> {
  const { path } = file;
  const entry = directory.get(listName);
  if (entry === undefined) {
    if ([...directory.keys()].some(isBundled)) throw altered(path, `its directory names no ${listName}`);
    const told = `${path} is not a bundle of a run: it holds no ${listName}, but ${nameSome(directory)}.`;
    throw new AppError('bad-input', `${told} Give a file that "cored bundle" wrote.`);
  }
  if (entry.sizeBytes > mostListBytes) throw altered(path, `its file ${listName} claims ${entry.sizeBytes} bytes`);
  const bytes = await bytesOf(file, entry);
  const list = BundleList.safeParse(parseJson(bytes, path));
  if (list.success) return list.data;
  throw altered(path, `its file ${listName} is not one that can be read (${z.prettifyError(list.error)})`);
}

/** An entry's bytes, which are as their checksum says. */
async function bytesOf(file: CheckpointFile, entry: ZipEntry): Promise<Uint8Array> {
  try {
    return await readZipEntry(file, entry);
  } catch (cause) {
    throw altered(
      file.path,
      `its file ${entry.name} is not where its directory says, or not as its checksum says`,
      cause,
    );
  }
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw altered(path, `its file ${listName} is not JSON`, cause);
  }
}

function refuseUnlisted(path: string, list: BundleList, directory: Directory): void {
  const listed = new Set([listName, ...list.files.map(({ name }) => name)]);
  const unlisted = [...directory.keys()].find((name) => !listed.has(name));
  if (unlisted !== undefined) throw altered(path, `it holds ${JSON.stringify(unlisted)}, which its list does not name`);
  const missing = ['run.json', 'events.jsonl'].find((name) => !listed.has(name));
  if (missing !== undefined) throw altered(path, `it holds no ${missing}`);
}

/** For what no file's hash covers: names, dates and padding of the archive, and the seal itself. */
async function checkSeal(file: CheckpointFile): Promise<void> {
  const { path } = file;
  const hash = createHash('sha256');
  const end = file.sizeBytes - sealBytes;
  for (let at = 0; at < end; at += pieceBytes) hash.update(await file.read(at, Math.min(pieceBytes, end - at)));
  const seal = Buffer.from(await file.read(end, sealBytes));
  if (seal.toString('latin1') !== hash.digest('hex')) {
    throw altered(path, 'its files are whole, but the archive around them is not what its last line, a hash, says');
  }
}

function nameSome(directory: Directory): string {
  const names = [...directory.keys()];
  return names.length === 0 ? 'nothing' : names.slice(0, 3).join(', ') + (names.length > 3 ? ' and more' : '');
}

/** Piece by piece: a bundle may claim files of any size. */
async function sha256Of(file: CheckpointFile, entry: ZipEntry): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of zipEntryPieces(file, entry)) hash.update(piece);
  } catch (cause) {
    throw altered(file.path, `its file ${entry.name} is not where its directory says`, cause);
  }
  return hash.digest('hex');
}

function altered(path: string, what: string, cause?: unknown): AppError {
  const way = 'Nothing was imported. Fetch it again from where it was made.';
  return new AppError('damaged', `${path} cannot be trusted: ${what}. ${way}`, { cause });
}
