/** Appends to a run's events.jsonl: one line per event, numbered without gaps, over crashes and resumes too. */
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import { RunEvent, type RunEventBody } from '../../shared/event';
import { formatBytes } from '../../shared/format';
import { withPlainFile } from '../files/plain-file';
import { longestLineBytes, parseEventLine } from './event-line';
import { isMissing } from './json-file';

const firstLookBytes = 1 << 16;

export class EventLog {
  private tail: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: FileHandle,
    private sequence: number,
  ) {}

  /** Goes on behind the last whole line; a torn one (its process was killed while writing) is cut off. */
  static async open(path: string): Promise<EventLog> {
    const { lastLine, wholeBytes, sizeBytes } = await endOf(path);
    const sequence = lastLine === '' ? 0 : parseEventLine(lastLine, path).sequence;
    const file = await open(path, 'a');
    if (wholeBytes < sizeBytes) await file.truncate(wholeBytes);
    return new EventLog(file, sequence);
  }

  /**
   * Lines are written in the order of the calls, each in one piece.
   * Rejects an event that its readers would refuse: better one clear error here than a log that nobody can read.
   */
  async append(body: RunEventBody): Promise<void> {
    const event = RunEvent.parse({ sequence: this.sequence + 1, time: new Date().toISOString(), body });
    this.sequence = event.sequence;
    const written = this.tail.then(() => this.file.appendFile(`${JSON.stringify(event)}\n`));
    // A failed write is told to its caller; those behind it still get their turn.
    this.tail = written.catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    await this.tail;
    try {
      await this.file.sync();
    } finally {
      await this.file.close();
    }
  }
}

interface EventsEnd {
  /** Empty where there is none. */
  readonly lastLine: string;
  /** Up to and with the end of that line. */
  readonly wholeBytes: number;
  readonly sizeBytes: number;
}

/** Read from the end, however long the file is. A file that is missing has no line. */
async function endOf(path: string): Promise<EventsEnd> {
  try {
    return await withPlainFile(path, {}, async ({ file, about: { size } }) => {
      for (let wanted = Math.min(firstLookBytes, size); ; wanted = Math.min(2 * wanted, size)) {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, size - wanted);
        const bytes = buffer.subarray(0, bytesRead);
        const end = bytes.lastIndexOf(0x0a) + 1;
        const lines = bytes.toString('utf8', 0, end).trimEnd().split('\n');
        // The last line is whole where another one ends before it, or the file begins.
        if (lines.length > 1 || wanted === size) {
          return { lastLine: lines.at(-1) ?? '', wholeBytes: size - wanted + end, sizeBytes: size };
        }
        if (wanted > longestLineBytes) throw tooLong(path);
      }
    });
  } catch (error) {
    if (isMissing(error)) return { lastLine: '', wholeBytes: 0, sizeBytes: 0 };
    throw error;
  }
}

function tooLong(path: string): AppError {
  const told = `The last line of "${path}" has more than ${formatBytes(longestLineBytes)}`;
  return new AppError('damaged', `${told}: it is damaged. Restore it from a copy.`);
}
