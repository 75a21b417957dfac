/** Appends to a run's events.jsonl: one line per event, numbered without gaps, over crashes and resumes too. */
import { open, type FileHandle } from 'node:fs/promises';
import { RunEvent, type RunEventBody } from '../../shared/event';
import { readWholeFile } from '../files/plain-file';
import { EventDamage } from './event-damage';
import { eventsIn } from './event-line';
import { isMissing } from './json-file';

export class EventLog {
  private tail: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: FileHandle,
    private sequence: number,
  ) {}

  /**
   * Goes on behind the last whole line; a torn one (its process was killed while writing) is cut off. A whole one that is
   * broken stays, and the numbers go on behind the last that can be read.
   */
  static async open(path: string): Promise<EventLog> {
    const content = await readWholeFile(path).catch((error: unknown) => {
      if (isMissing(error)) return Buffer.alloc(0);
      throw error;
    });
    const wholeBytes = content.lastIndexOf(0x0a) + 1;
    const sequence = lastSequence(content.subarray(0, wholeBytes), path);
    const file = await open(path, 'a');
    if (wholeBytes < content.length) await file.truncate(wholeBytes);
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
    await this.file.sync();
    await this.file.close();
  }
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
