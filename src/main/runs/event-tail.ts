/** Reads what is new in a run's events.jsonl; a line that is not finished yet waits for the next look. */
import type { RunEvent } from '../../shared/event';
import { AppError } from '../../shared/errors';
import { formatBytes } from '../../shared/format';
import { openPlainFile, UnfitFile } from '../files/plain-file';
import { eventsIn, longestLineBytes, type EventsInOptions } from './event-line';
import { isMissing } from './json-file';

const chunkBytes = 1 << 20;

interface EventTailOptions extends EventsInOptions {
  /** A byte of the file; what lies behind it is not read. */
  readonly end?: number;
}

export class EventTail {
  /** `offset`: the byte behind the last line that is known already. */
  constructor(
    private readonly path: string,
    private offset = 0,
    private readonly options: EventTailOptions = {},
  ) {}

  /** The byte behind the last line that was read. */
  get position(): number {
    return this.offset;
  }

  /** Next time everything is read again; whoever takes events in knows them by their number. */
  rewind(): void {
    this.options.damage?.restart();
    this.offset = 0;
  }

  /** Whole lines since the last look, at most about a mebibyte; empty at the end. Throws AppError 'damaged'. */
  async read(): Promise<RunEvent[]> {
    for (;;) {
      const bytes = await this.readBytes();
      const end = bytes.lastIndexOf(0x0a) + 1;
      if (end === 0) return [];
      const events = eventsIn(bytes.subarray(0, end), this.path, this.options);
      this.offset += end;
      // All of them were broken or empty: there may be more behind.
      if (events.length > 0) return events;
    }
  }

  private async readBytes(): Promise<Buffer> {
    const opened = await openPlainFile(this.path).catch((error: unknown) => {
      if (isMissing(error)) return null;
      const reason = error instanceof UnfitFile ? error.message : String(error);
      throw new AppError('damaged', `"${this.path}" cannot be read: ${reason}. Restore it from a copy.`, {
        cause: error,
      });
    });
    if (opened === null) return Buffer.alloc(0);
    const { file, about } = opened;
    try {
      const { end = Infinity } = this.options;
      const size = Math.min(about.size, end);
      // Shorter than before: another file took its place, or a worker cut a torn line off.
      if (size < this.offset) this.rewind();
      let wanted = Math.min(chunkBytes, size - this.offset);
      for (;;) {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, this.offset);
        const bytes = buffer.subarray(0, bytesRead);
        const isLineLongerThanChunk = !bytes.includes(0x0a) && this.offset + wanted < size;
        if (!isLineLongerThanChunk) return bytes;
        if (wanted >= longestLineBytes) {
          const told = `"${this.path}" has a line of more than ${formatBytes(longestLineBytes)} at byte ${this.offset}`;
          throw new AppError('damaged', `${told}: it is damaged. Restore it from a copy.`);
        }
        wanted = Math.min(wanted * 2, size - this.offset);
      }
    } finally {
      await file.close();
    }
  }
}
