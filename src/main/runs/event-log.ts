/** Appends to a run's events.jsonl: one line per event, numbered without gaps, over crashes, failed writes and resumes too. */
import { open, type FileHandle } from 'node:fs/promises';
import { RunEventBody, type RunEvent } from '../../shared/event';
import { readWholeFile } from '../files/plain-file';
import { writeFailure } from '../files/write-failure';
import { parseEventLine } from './event-line';
import { isMissing } from './json-file';

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

  /** Goes on behind the last whole line; a torn one (its process was killed while writing) is cut off. */
  static async open(path: string, options: EventLogOptions = {}): Promise<EventLog> {
    const content = await readWholeFile(path).catch((error: unknown) => {
      if (isMissing(error)) return Buffer.alloc(0);
      throw error;
    });
    const bytes = content.lastIndexOf(0x0a) + 1;
    const lastLine = content.subarray(0, bytes).toString('utf8').trimEnd().split('\n').at(-1) ?? '';
    const sequence = lastLine === '' ? 0 : parseEventLine(lastLine, path).sequence;
    const file = await open(path, 'a');
    if (bytes < content.length) await file.truncate(bytes);
    return new EventLog({ path, file, sequence, bytes }, options);
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
