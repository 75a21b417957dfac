/** SHA-256 of image files' content, remembered so that a file that has not changed is not read again. */
import { mkdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, toAppError } from '../../../shared/errors';
import { readOptionalFile } from '../../runs/json-file';
import { forEachConcurrently } from '../for-each-concurrently';
import { absent } from '../list-images';
import { hashPlainFile } from '../open-file';
import { writeWhole } from './write-whole';

/** Files below one folder; for images the folder of a split. */
export interface FilesInFolder {
  readonly folder: string;
  /** Relative to the folder. */
  readonly names: readonly string[];
}

/** One entry for each file; null for one that is not known, or cannot be opened. */
export type Hashes = readonly (string | null)[];

/**
 * What the file system says of each file, as one word; another word means that the content may have changed. The time of
 * the last change of the file's entry is in it, which no program can set back. Null where there is no file.
 */
export type Stamps = readonly (string | null)[];

const HashFile = z.object({
  format: z.literal(1),
  /** Name, stamp and hash of each. */
  files: z.array(z.tuple([z.string(), z.string(), z.string()])),
});
type HashFile = z.infer<typeof HashFile>;

/** A million images have some 190 MiB. */
const mostHashFileBytes = 256 * 1024 ** 2;
/** Waiting for the disk, or for a server. */
const filesAtOnce = 16;
/** A file that was written so shortly before can be written again with the same time: the coarsest clock is FAT's. */
const settledMs = 2000;

export class ContentHashes {
  /** By path: of the bytes that this process has used. */
  private readonly ofUsed = new Map<string, string>();

  /** Without a folder nothing outlives the process. `warn` hears of hashes that cannot be kept or found again. */
  constructor(
    private readonly folder: string | null,
    private readonly warn: (message: string) => Promise<void>,
  ) {}

  /** Those known of files as they are now, without opening one of them. */
  async recall({ folder, names }: FilesInFolder, stamps: Stamps): Promise<Hashes> {
    const stored = await this.readStored(folder);
    return names.map((name, index) => {
      const [stamp, known] = stored.get(name) ?? [];
      return stamp !== undefined && known !== undefined && stamp === stamps[index] ? known : null;
    });
  }

  /** Keeps the hashes of files that were read after `stamps` was taken, but for those that changed meanwhile. */
  async remember(files: FilesInFolder, stamps: Stamps, hashes: Hashes): Promise<void> {
    if (this.folder === null) return;
    const { folder, names } = files;
    const now = await stampsOf(files);
    const kept: HashFile['files'] = [];
    names.forEach((name, index) => {
      const [stamp, found] = [stamps[index], hashes[index]];
      if (typeof stamp !== 'string' || typeof found !== 'string' || stamp !== now[index]) return;
      if (isSettled(stamp)) kept.push([name, stamp, found]);
    });
    await this.store(this.folder, folder, { format: 1, files: kept });
  }

  /** From now on `hashesOf` answers with these: they are of the bytes that were used. */
  note({ folder, names }: FilesInFolder, hashes: Hashes): void {
    names.forEach((name, index) => {
      const found = hashes[index];
      if (typeof found === 'string') this.ofUsed.set(join(folder, name), found);
    });
  }

  /** Of every file: the hash that was noted, else the one remembered, else that of what it holds now. */
  async hashesOf(files: FilesInFolder, signal: AbortSignal): Promise<Hashes> {
    const noted = files.names.map((name) => this.ofUsed.get(join(files.folder, name)) ?? null);
    if (noted.every((found) => found !== null)) return noted;
    const stamps = await stampsOf(files);
    const recalled = await this.recall(files, stamps);
    const known = noted.map((found, index) => found ?? recalled[index] ?? null);
    if (known.every((found) => found !== null)) return known;
    const hashes = await readMissing(files, known, { signal });
    // A noted file may have changed since it was used, so that its stamp is of another content.
    const ofStamps = hashes.map((found, index) => (noted[index] === null ? found : (recalled[index] ?? null)));
    await this.remember(files, stamps, ofStamps);
    return hashes;
  }

  private async readStored(imagesFolder: string): Promise<ReadonlyMap<string, readonly [string, string]>> {
    if (this.folder === null) return new Map();
    try {
      const path = await pathIn(this.folder, imagesFolder);
      const stored = await readOptionalFile(HashFile, path, mostHashFileBytes);
      if (stored === null) return new Map();
      const now = new Date();
      await utimes(path, now, now);
      return new Map(stored.files.map(([name, stamp, found]) => [name, [stamp, found]]));
    } catch (error) {
      // The files are then read again, and their hashes written anew.
      await this.warn(`The hashes of the images in "${imagesFolder}" are lost: ${toAppError(error).message}`);
      return new Map();
    }
  }

  private async store(folder: string, imagesFolder: string, content: HashFile): Promise<void> {
    try {
      const path = await pathIn(folder, imagesFolder);
      await mkdir(folder, { recursive: true });
      await writeWhole(path, (file) => file.writeFile(JSON.stringify(content)));
    } catch (error) {
      await this.warn(`The hashes of the images in "${imagesFolder}" cannot be kept: ${toAppError(error).message}`);
    }
  }
}

/** Named after the folder's place on its disk, so that a renamed or moved folder is still known. */
async function pathIn(folder: string, imagesFolder: string): Promise<string> {
  const { dev, ino } = await stat(imagesFolder, { bigint: true });
  return join(folder, `${dev}-${ino}.json`);
}

/** One for each file. */
export async function stampsOf({ folder, names }: FilesInFolder): Promise<Stamps> {
  const stamps: (string | null)[] = names.map(() => null);
  await forEachConcurrently(names, filesAtOnce, async (name, index) => {
    const found = await stat(join(folder, name), { bigint: true }).catch(absent);
    if (found === undefined) return;
    const { dev, ino, size, mtimeNs, ctimeNs } = found;
    stamps[index] = [ctimeNs, mtimeNs, size, ino, dev].join(' ');
  });
  return stamps;
}

function isSettled(stamp: string): boolean {
  const changedMs = stamp
    .split(' ', 2)
    .map((nanoseconds) => Number(BigInt(nanoseconds) / 1_000_000n))
    .reduce((latest, at) => Math.max(latest, at));
  return changedMs < Date.now() - settledMs;
}

/** Reads the files that are not known; the hash of one that cannot be opened stays null. Throws AppError `cancelled`. */
export async function readMissing(
  { folder, names }: FilesInFolder,
  known: Hashes,
  { signal, onFile }: { signal: AbortSignal | undefined; onFile?: (done: number) => void },
): Promise<Hashes> {
  const hashes = [...known];
  const missing = [...hashes.keys()].filter((index) => hashes[index] === null);
  let done = hashes.length - missing.length;
  await forEachConcurrently(missing, filesAtOnce, async (index) => {
    if (signal?.aborted === true) throw new AppError('cancelled', 'The loading of images was cancelled.');
    hashes[index] = await hashOrNull(join(folder, names[index] ?? ''), signal);
    done += 1;
    onFile?.(done);
  });
  return hashes;
}

async function hashOrNull(path: string, signal: AbortSignal | undefined): Promise<string | null> {
  try {
    return await hashPlainFile(path, { signal });
  } catch (error) {
    if (error instanceof AppError && error.code !== 'cancelled') return null;
    throw error;
  }
}
