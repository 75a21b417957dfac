/** Appends to a run's events.jsonl: one line per event, numbered without gaps, over crashes, failed writes and resumes too. */
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../shared/errors';
import { RunEventBody, type RunEvent } from '../../shared/event';
import { formatBytes } from '../../shared/format';
import { withPlainFile } from '../files/plain-file';
import { writeFailure } from '../files/write-failure';
import { EventDamage } from './event-damage';
import { eventsIn, longestLineBytes } from './event-line';
import { isMissing } from './json-file';

const firstLookBytes = 1 << 16;

export interface EventLogOptions {
  /** Called for each event that is to be written. */
  onAppend?(): void;
  /** Tries a write; may wait and try again. */
  keep?(write: () => Promise<void>): Promise<void>;
}

interface LogPlace {
  readonly path: string;
  readonly file: FileHandle;
  /** Of the last event. */
  sequence: number;
  /** Of the whole lines. */
  bytes: number;
}

export class EventLog {
  private tail: Promise<void> = Promise.resolve();
  private writing: Promise<void> = Promise.resolve();
  private mayBeTorn = false;

  private constructor(
    private readonly place: LogPlace,
    private readonly options: EventLogOptions,
  ) {}

  /**
   * Goes on behind the last whole line; a torn one (its process was killed while writing) is cut off. A whole one that is
   * broken stays, and the numbers go on behind the last that can be read.
   */
  static async open(path: string, options: EventLogOptions = {}): Promise<EventLog> {
    const { sequence, wholeBytes, sizeBytes } = await endOf(path);
    const file = await open(path, 'a');
    if (wholeBytes < sizeBytes) await file.truncate(wholeBytes);
    return new EventLog({ path, file, sequence, bytes: wholeBytes }, options);
  }

  /**
   * Lines are written in the order of the calls, each in one piece.
   * Rejects an event that its readers would refuse: better one clear error here than a log that nobody can read.
   */
  async append(body: RunEventBody): Promise<void> {
    const checked = RunEventBody.parse(body);
    const time = new Date().toISOString();
    const { onAppend, keep = (write) => write() } = this.options;
    onAppend?.();
    const written = this.tail.then(() => keep(() => this.put(checked, time)));
    // A failed write is told to its caller; those behind it still get their turn.
    this.tail = written.catch(() => undefined);
    return written;
  }

  /** Before those that wait for their turn: for what keeps them waiting. Tried once. */
  async appendAtOnce(body: RunEventBody): Promise<void> {
    await this.put(RunEventBody.parse(body), new Date().toISOString());
  }

  /** What was appended so far outlives a power cut then. */
  async sync(): Promise<void> {
    await this.tail;
    await this.file.sync();
  }

  async close(): Promise<void> {
    try {
      await this.tail;
      await this.writing;
      await this.file.sync();
    } finally {
      await this.file.close();
    }
  }

  private get file(): FileHandle {
    return this.place.file;
  }

  private put(body: RunEventBody, time: string): Promise<void> {
    const written = this.writing.then(() => this.write(body, time));
    this.writing = written.catch(() => undefined);
    return written;
  }

  /** A number counts only when its line is written whole: of one that was not, nothing may stay in the file. */
  private async write(body: RunEventBody, time: string): Promise<void> {
    const { place } = this;
    const event: RunEvent = { sequence: place.sequence + 1, time, body };
    const line = Buffer.from(`${JSON.stringify(event)}\n`);
    try {
      // Where what an earlier write left could not be cut off at once.
      if (this.mayBeTorn) await this.file.truncate(place.bytes);
      this.mayBeTorn = true;
      await this.file.appendFile(line);
    } catch (error) {
      const failure = writeFailure(place.path, line.length, error);
      await this.file.truncate(place.bytes);
      this.mayBeTorn = false;
      throw failure;
    }
    this.mayBeTorn = false;
    place.sequence = event.sequence;
    place.bytes += line.length;
  }
}

interface EventsEnd {
  /** Of the last line that is an event; 0 where there is none. */
  readonly sequence: number;
  /** Up to and with the end of the last whole line. */
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
        // The first line may have begun before.
        const from = wanted === size ? 0 : Math.min(end, bytes.indexOf(0x0a) + 1);
        const sequence = lastSequence(bytes.subarray(from, end), path);
        if (sequence > 0 || wanted === size) {
          return { sequence, wholeBytes: size - wanted + end, sizeBytes: size };
        }
        if (wanted > longestLineBytes) throw tooLong(path);
      }
    });
  } catch (error) {
    if (isMissing(error)) return { sequence: 0, wholeBytes: 0, sizeBytes: 0 };
    throw error;
  }
}

function tooLong(path: string): AppError {
  const told = `In the last ${formatBytes(longestLineBytes)} of "${path}" is no event`;
  return new AppError('damaged', `${told}: it is damaged. Restore it from a copy.`);
}

/** Of the last line that is an event. */
function lastSequence(content: Buffer, path: string): number {
  for (let end = content.length; end > 0;) {
    const from = content.lastIndexOf(0x0a, end - 2) + 1;
    const line = content.toString('utf8', from, end).trim();
    if (line !== '') {
      const damage = new EventDamage();
      const [event] = eventsIn(content.subarray(from, end), path, { damage });
      if (event !== undefined) return event.sequence;
    }
    end = from;
  }
  return 0;
}
