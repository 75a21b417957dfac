/** Appends to a run's events.jsonl: one line per event, numbered without gaps, over crashes and resumes too. */
import { open, type FileHandle } from 'node:fs/promises';
import { RunEvent, type RunEventBody } from '../../shared/event';
import { readWholeFile } from '../files/plain-file';
import { parseEventLine } from './event-line';
import { isMissing } from './json-file';

export class EventLog {
  private tail: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: FileHandle,
    private sequence: number,
    private readonly onAppend: () => void,
  ) {}

  /** Goes on behind the last whole line; a torn one (its process was killed while writing) is cut off. */
  static async open(path: string, onAppend: () => void = () => undefined): Promise<EventLog> {
    const content = await readWholeFile(path).catch((error: unknown) => {
      if (isMissing(error)) return Buffer.alloc(0);
      throw error;
    });
    const wholeBytes = content.lastIndexOf(0x0a) + 1;
    const lastLine = content.subarray(0, wholeBytes).toString('utf8').trimEnd().split('\n').at(-1) ?? '';
    const sequence = lastLine === '' ? 0 : parseEventLine(lastLine, path).sequence;
    const file = await open(path, 'a');
    if (wholeBytes < content.length) await file.truncate(wholeBytes);
    return new EventLog(file, sequence, onAppend);
  }

  /**
   * Lines are written in the order of the calls, each in one piece.
   * Rejects an event that its readers would refuse: better one clear error here than a log that nobody can read.
   */
  async append(body: RunEventBody): Promise<void> {
    const event = RunEvent.parse({ sequence: this.sequence + 1, time: new Date().toISOString(), body });
    this.sequence = event.sequence;
    this.onAppend();
    const written = this.tail.then(() => this.file.appendFile(`${JSON.stringify(event)}\n`));
    // A failed write is told to its caller; those behind it still get their turn.
    this.tail = written.catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    await this.tail;
    await this.file.sync();
    await this.file.close();
  }
}
