/** Files that are handed out once, at an address that nobody can guess: one as it is, several as a zip. */
import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { AppError } from '../../shared/errors';
import { formatBytes } from '../../shared/format';
import { lookAt, openPlainFile, piecesOf, readUpTo } from '../files/plain-file';
import { isWithin } from '../places/is-within';
import { ZipWriter } from '../weights/torch/zip-writer';
import type { HostDownloads, OfferedFiles } from '../workbench-api';

export const downloadPath = '/download/';

export interface Downloads extends HostDownloads {
  /** Uses the address up; null where it is wrong, used, or too old. */
  take(urlPath: string): OfferedFiles | null;
}

export interface OpenDownload {
  readonly name: string;
  /** Null where it is known at the end only. */
  readonly sizeBytes: number | null;
  readonly bytes: AsyncIterable<Uint8Array>;
}

const secretBytes = 32;
/** Without zip64, and with room for its directory. */
const mostZipBytes = 4_000_000_000;
/** Used at once, by the page that asked. */
const offeredMs = 60_000;

export function createDownloads(nowMs: () => number = Date.now): Downloads {
  const offered = new Map<string, { files: OfferedFiles; untilMs: number }>();
  return {
    async offer(files) {
      await refuseUnfit(files);
      for (const [path, { untilMs }] of offered) if (untilMs < nowMs()) offered.delete(path);
      const path = `${downloadPath}${randomBytes(secretBytes).toString('base64url')}`;
      offered.set(path, { files, untilMs: nowMs() + offeredMs });
      return { path };
    },
    take(urlPath) {
      const found = offered.get(urlPath);
      offered.delete(urlPath);
      return found === undefined || found.untilMs < nowMs() ? null : found.files;
    },
  };
}

/** Before the browser begins a download, which could say no more than that it failed. */
async function refuseUnfit({ files, within }: OfferedFiles): Promise<void> {
  let sizeBytes = 0;
  const found: string[] = [];
  for (const offered of files) {
    try {
      for (const file of await filesAt(offered)) {
        found.push(file);
        sizeBytes += (await lookAt(file, { within })).about.size;
      }
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new AppError('not-found', `"${offered}" cannot be downloaded: ${reason}. Export it again.`, { cause });
    }
  }
  // One that is no folder comes as it is.
  if ((found.length === 1 && found[0] === files[0]) || sizeBytes < mostZipBytes) return;
  const message = `They have ${formatBytes(sizeBytes)} in all, and a zip holds less than ${formatBytes(mostZipBytes)}. Copy them from their folder.`;
  throw new AppError('bad-input', message);
}

/** Throws as `openPlainFile` where one of them is no plain file, or leads out of the folders that may be used. */
export async function openDownload({ files: offered, within }: OfferedFiles): Promise<OpenDownload> {
  const files = (await Promise.all(offered.map(filesAt))).flat();
  const [first] = files;
  if (first !== undefined && first === offered[0] && files.length === 1) {
    const { about } = await lookAt(first, { within });
    return { name: basename(first), sizeBytes: about.size, bytes: copied(piecesOf(first, { within })) };
  }
  for (const file of files) await lookAt(file, { within });
  const folder = commonFolder(offered);
  return { name: `${basename(folder) || 'files'}.zip`, sizeBytes: null, bytes: zipped({ files, within }, folder) };
}

async function* zipped({ files, within }: OfferedFiles, folder: string): AsyncGenerator<Uint8Array> {
  const zip = new ZipWriter();
  for (const path of files) {
    const { file, about } = await openPlainFile(path, { within });
    try {
      zip.add(relative(folder, path).split(sep).join('/'), await readUpTo(file, about.size));
    } finally {
      await file.close();
    }
    yield* zip.take();
  }
  yield zip.finish();
}

/** The path itself, or what lies below the folder that it is: plain files alone, for a link could lead anywhere. */
async function filesAt(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? join(entry.parentPath, entry.name) : [])).sort();
}

/** The pieces of a file are valid until the next is asked for, and a response keeps them longer. */
async function* copied(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Uint8Array.from(piece);
}

function commonFolder(files: readonly string[]): string {
  let folder = dirname(files[0] ?? sep);
  while (!files.every((file) => isWithin(file, folder)) && dirname(folder) !== folder) folder = join(folder, '..');
  return folder;
}
