/** The one way in which files of datasets are opened: only after their kind and their size are known. */
import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import { formatBytes } from '../../shared/format';

/** Larger files are no images of this field; uncompressed, the largest picture that is read has 192 MiB. */
export const largestImageBytes = 256 * 1024 ** 2;

// A FIFO that took the file's place between the two looks must not hold us up. Windows has no such flag.
const readWithoutWaiting = constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK);

/**
 * All bytes of a plain file; links are followed, and what they lead to has to be a plain file too.
 * Throws AppError `not-found`, `not-permitted`, or `damaged` for a device, FIFO, socket, folder, an empty or a too large
 * file; a device is never opened.
 */
export function readPlainFile(
  path: string,
  { limitBytes = largestImageBytes, noun = 'Image' } = {},
): Promise<Uint8Array> {
  return withPlainFile(path, { limitBytes, noun }, (file, { size }) => readFirst(file, size));
}

/** At most `count` bytes of the file's beginning, of a file of any size. Throws as `readPlainFile`. */
export function readBeginning(path: string, count: number): Promise<Uint8Array> {
  return withPlainFile(path, { limitBytes: Infinity, noun: 'File' }, (file, { size }) =>
    readFirst(file, Math.min(size, count)),
  );
}

interface Rule {
  readonly limitBytes: number;
  /** What the messages call the file. */
  readonly noun: string;
}

async function withPlainFile<Result>(
  path: string,
  rule: Rule,
  work: (file: FileHandle, about: Stats) => Promise<Result>,
): Promise<Result> {
  try {
    refuse(await stat(path), path, rule);
    const file = await open(path, readWithoutWaiting);
    try {
      const about = await file.stat();
      refuse(about, path, rule);
      return await work(file, about);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof AppError ? error : explained(path, rule, error);
  }
}

function refuse(about: Stats, path: string, { limitBytes, noun }: Rule): void {
  const refusal = (reason: string, wayOut: string) =>
    new AppError('damaged', `${noun} "${path}" cannot be read (${reason}). ${wayOut}`);
  if (!about.isFile()) throw refusal(`it is ${kindName(about)}, not a file`, 'Remove it.');
  if (about.size === 0) throw refusal('it is empty', 'Replace it or remove it.');
  if (about.size <= limitBytes) return;
  const size = `it has ${formatBytes(about.size)}, and no more than ${formatBytes(limitBytes)} are read`;
  throw refusal(size, 'Make it smaller, or remove it.');
}

function kindName(about: Stats): string {
  if (about.isDirectory()) return 'a folder';
  if (about.isFIFO()) return 'a FIFO (named pipe)';
  if (about.isSocket()) return 'a socket';
  return 'a device';
}

async function readFirst(file: FileHandle, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  let filled = 0;
  while (filled < count) {
    const { bytesRead } = await file.read(bytes, filled, count - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Node puts this character where a name's bytes are not UTF-8; such a name does not lead back to its file. */
export function isNotUtf8(name: string): boolean {
  return name.includes('\uFFFD');
}

function explained(path: string, { noun }: Rule, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const refusal = (reason: string, wayOut: string) =>
    new AppError('damaged', `${noun} "${path}" cannot be read (${reason}). ${wayOut}`, { cause });
  if (code === 'ENOENT' && isNotUtf8(path)) return refusal('its name is not valid UTF-8', 'Rename it.');
  if (code === 'ENOENT') {
    return new AppError('not-found', `${noun} "${path}" is not there. Scan the dataset again.`, { cause });
  }
  if (code === 'ELOOP') return refusal('it is a loop of links', 'Remove it.');
  const reason = cause instanceof Error ? cause.message : String(cause);
  return refusal(reason, code === 'EACCES' ? 'Check its permissions.' : 'Replace it or remove it.');
}
