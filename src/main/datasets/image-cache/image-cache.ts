/** Images decoded and resized once, kept by the content of their files and read back in one go. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { toAppError } from '../../../shared/errors';
import type { AppError } from '../../../shared/errors';
import { formatBytes } from '../../../shared/format';
import { decodeImages } from '../decode-images';
import { decodingRule } from '../decoding-rule';
import type { DecodedImages, DecodeImagesOptions } from '../decode-images';
import { roomForPixels } from '../decode-work';
import { hashesFolder, namesIn, setEnding, trimCache } from './cache-folder';
import { ContentHashes, readMissing, stampsOf } from './content-hashes';
import type { FilesInFolder, Hashes, Stamps } from './content-hashes';
import { DecodeLock, lockPath } from './decode-lock';
import { readSetFile, setFileBytes, writeSetFile } from './set-file';

export interface ImageCacheOptions {
  /** Null keeps nothing on disk. */
  readonly folder: string | null;
  /** For all that the folder holds; 0 keeps nothing. */
  readonly limitBytes: number;
  /** Told of what goes wrong with the cache, which never ends the loading. */
  warn(message: string): Promise<void>;
}

export class ImageCache {
  private readonly folder: string | null;
  private readonly contents: ContentHashes;

  constructor(private readonly options: ImageCacheOptions) {
    this.folder = options.limitBytes > 0 ? options.folder : null;
    this.contents = new ContentHashes(this.folder && hashesFolder(this.folder), (message) => options.warn(message));
  }

  /**
   * As `decodeImages` of the files, which are decoded where no cached set has the same contents. The files may lie
   * anywhere, be called anything and come in any order: what counts are their bytes. Where another process is decoding
   * them at this moment, it is waited for.
   */
  async load(files: FilesInFolder, options: DecodeImagesOptions): Promise<DecodedImages> {
    for (;;) {
      const stamps = await stampsOf(files);
      const hashes = await this.hashFirst(files, stamps, options);
      const cached = hashes && (await this.readCached(files, hashes, options));
      if (hashes && cached) {
        this.contents.note(files, hashes);
        return cached;
      }
      const turn = await this.takeTurn(files, options);
      if (turn === 'look again') continue;
      try {
        return await this.decode(files, stamps, options);
      } finally {
        await turn?.release();
      }
    }
  }

  /** Null where nothing is kept, so that there is nothing to wait for. */
  private async takeTurn(
    { folder: from, names }: FilesInFolder,
    { size, signal }: DecodeImagesOptions,
  ): Promise<DecodeLock | 'look again' | null> {
    if (this.folder === null || setFileBytes(names.length, size) > this.options.limitBytes) return null;
    try {
      const path = await lockPath(this.folder, { folder: from, count: names.length, size });
      return (await DecodeLock.takeOrWait(path, signal)) ?? 'look again';
    } catch (error) {
      if (signal?.aborted === true) throw error;
      // Two that decode the same cost time alone.
      await this.options.warn(`The image cache cannot be locked: ${toAppError(error).message}`);
      return null;
    }
  }

  private async decode(files: FilesInFolder, stamps: Stamps, options: DecodeImagesOptions): Promise<DecodedImages> {
    const decoded = await decodeImages(pathsOf(files), options);
    this.contents.note(files, decoded.hashes);
    await this.contents.remember(files, stamps, decoded.hashes);
    await this.keep(files, decoded, options.size);
    return decoded;
  }

  /** SHA-256 of each file, null for one that cannot be opened: of the bytes that were loaded, where they were. */
  hashesOf(files: FilesInFolder, signal: AbortSignal): Promise<Hashes> {
    return this.contents.hashesOf(files, signal);
  }

  /**
   * Every file's hash, or null where it is better to decode at once, in the same read as hashing: when most files are
   * new and no cached set has as many images. Null too where a file cannot be opened.
   */
  private async hashFirst(
    files: FilesInFolder,
    stamps: Stamps,
    { size, signal, onProgress }: DecodeImagesOptions,
  ): Promise<readonly string[] | null> {
    if (this.folder === null) return null;
    const total = files.names.length;
    const known = await this.contents.recall(files, stamps);
    const isMostlyKnown = known.filter((found) => found !== null).length > total / 2;
    const prefix = namePrefix(size, total);
    if (!isMostlyKnown && !(await namesIn(this.folder)).some((name) => name.startsWith(prefix))) return null;
    const onFile = (done: number) => {
      if (done < total) onProgress?.(done, total);
    };
    const hashes = await readMissing(files, known, { signal, onFile });
    if (known.includes(null)) await this.contents.remember(files, stamps, hashes);
    const complete = hashes.filter((found) => found !== null);
    return complete.length === total ? complete : null;
  }

  private async readCached(
    files: FilesInFolder,
    hashes: readonly string[],
    options: DecodeImagesOptions,
  ): Promise<DecodedImages | null> {
    const { size, signal, onProgress } = options;
    const found = await this.readSet(hashes, size);
    if (found === null) return null;
    const unreadable = await stillUnreadable(pathsOf(files), [...found.unreadable], { size, signal });
    if (unreadable === null) return null;
    for (const [index, error] of unreadable) {
      if (options.onUnreadable === undefined) throw error;
      options.onUnreadable(index, error);
    }
    onProgress?.(hashes.length, hashes.length);
    const wasRead = new Uint8Array(hashes.length).fill(1);
    for (const index of found.unreadable) wasRead[index] = 0;
    return { pixels: found.pixels, wasRead, hashes };
  }

  private async readSet(
    hashes: readonly string[],
    size: number,
  ): Promise<{ pixels: Uint8Array; unreadable: ReadonlySet<number> } | null> {
    if (this.folder === null) return null;
    const { order, key, path } = placeOf(this.folder, hashes, size);
    const pixels = new Uint8Array(roomForPixels(hashes.length, size));
    try {
      const unreadable = await readSetFile(path, { key, size, order, pixels });
      return unreadable && { pixels, unreadable };
    } catch (error) {
      await this.options.warn(`${toAppError(error).message} The images are decoded anew.`);
      return null;
    }
  }

  private async keep({ folder: from }: FilesInFolder, decoded: DecodedImages, size: number): Promise<void> {
    const { folder, options } = this;
    const hashes = decoded.hashes.filter((found) => found !== null);
    // What cannot be opened now may be there the next time.
    if (folder === null || hashes.length < decoded.hashes.length) return;
    const { limitBytes, warn } = options;
    const bytes = setFileBytes(hashes.length, size);
    if (bytes > limitBytes) {
      const need = `The images of "${from}" need ${formatBytes(bytes)} in the image cache, whose limit is ${formatBytes(limitBytes)}`;
      await warn(`${need}; they are decoded for every run. Set CORED_IMAGE_CACHE_GIB to allow more.`);
      return;
    }
    const { order, key, path } = placeOf(folder, hashes, size);
    const unreadable = new Set([...decoded.wasRead.keys()].filter((index) => decoded.wasRead[index] === 0));
    try {
      await mkdir(folder, { recursive: true });
      await trimCache(folder, limitBytes - bytes);
      await writeSetFile(path, { key, size, order, pixels: decoded.pixels }, unreadable);
      // Another process may have written meanwhile.
      await trimCache(folder, limitBytes);
    } catch (error) {
      await warn(`The images of "${from}" cannot be kept in the image cache: ${toAppError(error).message}`);
    }
  }
}

/** The errors of cached images that could not be decoded; null when one of them can be by now. */
async function stillUnreadable(
  paths: readonly string[],
  indices: readonly number[],
  options: Pick<DecodeImagesOptions, 'size' | 'signal'>,
): Promise<ReadonlyMap<number, AppError> | null> {
  const errors = new Map<number, AppError>();
  if (indices.length === 0) return errors;
  const tried = indices.map((index) => paths[index] ?? '');
  await decodeImages(tried, {
    ...options,
    onUnreadable: (at, error) => errors.set(indices[at] ?? 0, error),
  });
  return errors.size === indices.length ? errors : null;
}

function pathsOf({ folder, names }: FilesInFolder): string[] {
  return names.map((name) => join(folder, name));
}

/** Of a set of images with these content hashes: its key, its file, and which image lies at each place of the file. */
function placeOf(folder: string, hashes: readonly string[], size: number) {
  const order = Uint32Array.from(hashes.keys()).sort((a, b) => compare(hashes[a] ?? '', hashes[b] ?? ''));
  const { sharp: version, vips } = sharp.versions;
  const digest = createHash('sha256').update(`sharp ${version}, vips ${vips}, ${decodingRule}, ${size}\n`);
  for (const image of order) digest.update(`${hashes[image] ?? ''}\n`);
  const key = digest.digest('hex');
  return { order, key, path: join(folder, `${namePrefix(size, hashes.length)}${key.slice(0, 32)}${setEnding}`) };
}

function namePrefix(size: number, count: number): string {
  return `${size}px-${count}-`;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
