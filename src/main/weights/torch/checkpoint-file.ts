/** An open weights file that is read piece by piece; no piece is allocated before it is known to lie inside the file. */
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../../shared/errors';
import { formatCount } from '../../../shared/format';
import { openPlainFile, UnfitFile } from '../../files/plain-file';
import { damagedCheckpoint } from './checkpoint-refusal';

export class CheckpointFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly #handle: FileHandle;

  private constructor(path: string, sizeBytes: number, handle: FileHandle) {
    this.path = path;
    this.sizeBytes = sizeBytes;
    this.#handle = handle;
  }

  /** Throws `not-found` where there is nothing at `path` and `bad-input` where it is not a file. */
  static async open(path: string): Promise<CheckpointFile> {
    try {
      const { file, about } = await openPlainFile(path);
      return new CheckpointFile(path, about.size, file);
    } catch (cause) {
      if (cause instanceof UnfitFile) {
        const message = `${path} is not a file but ${cause.kind}, and was not opened. Choose a file of weights.`;
        throw new AppError('bad-input', message, { cause });
      }
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
      if (code === 'ENOENT' || code === 'ENOTDIR') {
        throw new AppError('not-found', `There is no file ${path}. Check the path.`, { cause });
      }
      throw new AppError('bad-input', `${path} cannot be opened (${code}). Check its permissions.`, { cause });
    }
  }

  /** `length` bytes with memory of their own, aligned for any type of value. */
  async read(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (position < 0 || position + length > this.sizeBytes) {
      throw damagedCheckpoint(this.path, `it has ${formatCount(this.sizeBytes, 'byte')} and should go on after them`);
    }
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const { bytesRead } = await this.#handle.read(bytes, done, length - done, position + done);
      if (bytesRead === 0) throw damagedCheckpoint(this.path, 'it became shorter while it was read');
      done += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** All of a small file. Throws `bad-input` where it is larger than `mostBytes`. */
export async function readWhole(path: string, { mostBytes }: { mostBytes: number }): Promise<Uint8Array> {
  const file = await CheckpointFile.open(path);
  try {
    if (file.sizeBytes <= mostBytes) return await file.read(0, file.sizeBytes);
    const told = `${path} has ${formatCount(file.sizeBytes, 'byte')}, more than the ${mostBytes} that such a file can have`;
    throw new AppError('bad-input', `${told}. Choose another file.`);
  } finally {
    await file.close();
  }
}
