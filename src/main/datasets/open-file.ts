/** Opens the files of a dataset, and says of one that cannot be read what is there and what to do. */
import { createHash } from 'node:crypto';
import { AppError } from '../../shared/errors';
import { lookAt, piecesOf, readUpTo, readWholeFile, UnfitFile, withPlainFile } from '../files/plain-file';
import type { FileRule } from '../files/plain-file';

/** Larger files are no images of this field; uncompressed, the largest picture that is read has 192 MiB. */
export const largestImageBytes = 256 * 1024 ** 2;
/** A disk or a server that gives less than that in a minute gives no dataset. */
const limits = { limitBytes: largestImageBytes, limitMs: 60_000 } as const;

interface DatasetFileRule extends FileRule {
  /** What the messages call the file. */
  readonly noun?: string;
}

/**
 * All bytes of a plain file; links are followed, and what they lead to has to be a plain file too.
 * Throws AppError `not-found`, or `damaged` for a device, FIFO, socket, folder, an empty or a too large file; a device is
 * never opened.
 */
export function readPlainFile(path: string, rule: DatasetFileRule = {}): Promise<Uint8Array> {
  return explaining(path, rule, async () => {
    const bytes = await readWholeFile(path, { ...limits, ...rule });
    if (bytes.length === 0) throw new Error('it is empty');
    return bytes;
  });
}

/** At most `count` bytes of the file's beginning, of a file of any size. Throws as `readPlainFile`. */
export function readBeginning(path: string, count: number): Promise<Uint8Array> {
  return explaining(path, { noun: 'File' }, () =>
    withPlainFile(path, {}, ({ file, about }) => readUpTo(file, Math.min(about.size, count))),
  );
}

/** How long it is, without opening it. Throws as `readPlainFile`. */
export function plainFileBytes(path: string, rule: DatasetFileRule = {}): Promise<number> {
  return explaining(path, rule, async () => {
    const { about } = await lookAt(path, { ...limits, ...rule });
    return about.size;
  });
}

/** SHA-256, hexadecimal, read piece by piece. Throws as `readPlainFile`, or AppError 'cancelled'. */
export function hashPlainFile(path: string, rule: DatasetFileRule = {}): Promise<string> {
  return explaining(path, rule, async () => {
    const hash = createHash('sha256');
    let isEmpty = true;
    for await (const piece of piecesOf(path, { ...limits, ...rule })) {
      hash.update(piece);
      isEmpty = false;
    }
    if (isEmpty) throw new Error('it is empty');
    return hash.digest('hex');
  });
}

/** Node puts this character where a name's bytes are not UTF-8; such a name does not lead back to its file. */
export function isNotUtf8(name: string): boolean {
  return name.includes('\uFFFD');
}

async function explaining<Result>(
  path: string,
  { noun = 'Image' }: DatasetFileRule,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof AppError ? error : explained(path, noun, error);
  }
}

function explained(path: string, noun: string, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const refusal = (reason: string, wayOut: string) =>
    new AppError('damaged', `${noun} "${path}" cannot be read (${reason}). ${wayOut}`, { cause });
  if (cause instanceof UnfitFile) return refusal(cause.message, waysOut[cause.what]);
  if (code === 'ENOENT' && isNotUtf8(path)) return refusal('its name is not valid UTF-8', 'Rename it.');
  if (code === 'ENOENT') {
    return new AppError('not-found', `${noun} "${path}" is not there. Scan the dataset again.`, { cause });
  }
  if (code === 'ELOOP') return refusal('it is a loop of links', 'Remove it.');
  const reason = cause instanceof Error ? cause.message : String(cause);
  return refusal(reason, code === 'EACCES' ? 'Check its permissions.' : 'Replace it or remove it.');
}

const waysOut = {
  kind: 'Remove it.',
  size: 'Make it smaller, or remove it.',
  place: 'Put the file itself there, or start the server with --root for the folder that it lies in.',
  changed: 'Scan the dataset again.',
  time: 'Look at the disk, or copy the dataset to another one.',
} as const;
