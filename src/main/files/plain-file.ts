/**
 * The one way in which files are opened that somebody else may have put there: only after their kind, size and place are
 * known. A FIFO would hang whoever opens it, a device may never end, a link may lead to where nobody was let in.
 */
import { constants, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import { formatBytes } from '../../shared/format';
import { isWithin } from '../places/is-within';

export interface FileRule {
  /** Larger files are not read; any size unless given. */
  readonly limitBytes?: number | undefined;
  /** Absolute real paths of folders; what lies in none of them, or leads out by a link, is not opened. Null or not given: anywhere. */
  readonly within?: readonly string[] | null | undefined;
  /** Looked at before the file is opened and between the pieces that are read of it. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that reading may take, looked at between the pieces; any time unless given. */
  readonly limitMs?: number | undefined;
}

export interface OpenedFile {
  readonly file: FileHandle;
  readonly about: Stats;
}

/** Its message is half a sentence, "it is a device, not a file", from which each reader makes one with its own words. */
export class UnfitFile extends Error {
  constructor(
    readonly what: 'kind' | 'size' | 'place' | 'changed' | 'time',
    message: string,
    /** Of what stands there in place of a file: "a folder". */
    readonly kind: string = 'a file',
  ) {
    super(message);
  }
}

// A FIFO that took the file's place between the two looks must not hold us up. Windows has no such flag.
const withoutWaiting = process.platform === 'win32' ? 0 : constants.O_NONBLOCK;
const withoutLinks = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;
const pieceBytes = 1 << 20;

/**
 * A plain file, opened for reading; whoever opens it closes it. Links are followed, within `rule.within`.
 * Throws UnfitFile, Node's own error (ENOENT, EACCES, ELOOP), or AppError 'cancelled'.
 */
export async function openPlainFile(path: string, rule: FileRule = {}): Promise<OpenedFile> {
  refuseCancelled(rule.signal);
  const { real } = await lookAt(path, rule);
  // Where a place is asked for, a link that was put there since would lead away from it.
  const file = await open(real, constants.O_RDONLY | withoutWaiting | (rule.within ? withoutLinks : 0));
  try {
    const about = await file.stat();
    refuseUnfit(about, rule);
    return { file, about };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** What would be opened, and where it really lies; it is not opened. Throws as `openPlainFile`. */
export async function lookAt(path: string, rule: FileRule = {}): Promise<{ real: string; about: Stats }> {
  const real = await realPlace(path, rule);
  const about = await stat(real);
  refuseUnfit(about, rule);
  return { real, about };
}

/** Opens the file, hands it to `work`, and closes it. Throws as `openPlainFile`. */
export async function withPlainFile<Result>(
  path: string,
  rule: FileRule,
  work: (opened: OpenedFile) => Promise<Result>,
): Promise<Result> {
  const opened = await openPlainFile(path, rule);
  try {
    return await work(opened);
  } finally {
    await opened.file.close();
  }
}

/** All bytes of a plain file. Throws as `openPlainFile`. */
export function readWholeFile(path: string, rule: FileRule = {}): Promise<Buffer> {
  return withPlainFile(path, rule, ({ file, about }) => readUpTo(file, about.size, rule));
}

/** At most `count` bytes of the file's beginning; fewer where it ends before. */
export async function readUpTo(file: FileHandle, count: number, rule: FileRule = {}): Promise<Buffer> {
  const refuseLate = refusalOfLate(rule);
  const bytes = Buffer.alloc(count);
  let filled = 0;
  while (filled < count) {
    refuseCancelled(rule.signal);
    refuseLate();
    const { bytesRead } = await file.read(bytes, filled, Math.min(pieceBytes * 16, count - filled), filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** The file's bytes in pieces of at most a mebibyte, each valid until the next is asked for. Throws as `openPlainFile`. */
export async function* piecesOf(path: string, rule: FileRule = {}): AsyncGenerator<Uint8Array> {
  const { file, about } = await openPlainFile(path, rule);
  const refuseLate = refusalOfLate(rule);
  try {
    const piece = Buffer.alloc(pieceBytes);
    for (let at = 0; at < about.size;) {
      refuseCancelled(rule.signal);
      refuseLate();
      const { bytesRead } = await file.read(piece, 0, Math.min(pieceBytes, about.size - at), at);
      if (bytesRead === 0) throw new UnfitFile('changed', 'it became shorter while it was read');
      at += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Throws AppError 'not-permitted' for a link that leads to none of these folders; null or not given: everywhere is allowed. */
export async function refuseOutside(path: string, within: FileRule['within']): Promise<void> {
  try {
    await realPlace(path, { within });
  } catch (cause) {
    if (!(cause instanceof UnfitFile)) throw cause;
    const way = 'Put the file itself there, or start the server with --root for the folder that it lies in.';
    throw new AppError('not-permitted', `"${path}" is not opened: ${cause.message}. ${way}`, { cause });
  }
}

/** Throws UnfitFile where something else than a plain file stands there; what is missing is fine. For those who cannot wait. */
export function refuseOtherKinds(path: string): void {
  const about = statSync(path, { throwIfNoEntry: false });
  if (about !== undefined) refuseUnfit(about, {});
}

/** What stands there in place of a plain file: "a FIFO (named pipe)". */
function kindName(about: Stats): string {
  if (about.isFile()) return 'a file';
  if (about.isDirectory()) return 'a folder';
  if (about.isFIFO()) return 'a FIFO (named pipe)';
  if (about.isSocket()) return 'a socket';
  return 'a device';
}

async function realPlace(path: string, { within }: FileRule): Promise<string> {
  if (!within) return path;
  const real = await realpath(path);
  if (within.some((folder) => isWithin(real, folder))) return real;
  throw new UnfitFile('place', 'it is a link that leads out of the folders that may be used');
}

function refuseUnfit(about: Stats, { limitBytes = Infinity }: FileRule): void {
  const kind = kindName(about);
  if (!about.isFile()) throw new UnfitFile('kind', `it is ${kind}, not a file`, kind);
  if (about.size <= limitBytes) return;
  const size = `it has ${formatBytes(about.size)}, and no more than ${formatBytes(limitBytes)} are read`;
  throw new UnfitFile('size', size);
}

function refusalOfLate({ limitMs = Infinity }: FileRule): () => void {
  const startedAt = performance.now();
  return () => {
    if (performance.now() - startedAt <= limitMs) return;
    throw new UnfitFile('time', `reading it took more than ${limitMs / 1000} s`);
  };
}

function refuseCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError('cancelled', 'The reading of files was cancelled.');
}
