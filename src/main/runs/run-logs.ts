/** The lines of runs' logs, read from their events; a page that asks every second gets what is new without the whole file. */
import { eventAsLogLine } from '../registry/event-as-log-line';
import type { LogLine } from '../../shared/run';
import { EventDamage } from './event-damage';
import { EventTail } from './event-tail';
import type { RunFolder } from './run-folder';

interface Place {
  readonly sequence: number;
  /** The byte behind that event. */
  readonly offset: number;
}

export class RunLogs {
  /** By path of the events: where the last reading ended. */
  private readonly places = new Map<string, Place>();

  /** Lines behind a sequence number, in order; broken ones are told of on the run. Throws AppError 'damaged' for what is no file. */
  async read({ eventsPath }: RunFolder, after: number): Promise<LogLine[]> {
    const known = this.places.get(eventsPath);
    let place: Place = known !== undefined && known.sequence <= after ? known : { sequence: 0, offset: 0 };
    const tail = new EventTail(eventsPath, place.offset, { skipsPoints: true, damage: new EventDamage() });
    const lines: LogLine[] = [];
    for (;;) {
      const events = await tail.read();
      const last = events.at(-1);
      if (last === undefined) break;
      place = { sequence: last.sequence, offset: tail.position };
      for (const { sequence, time, body } of events) {
        const line = sequence > after ? eventAsLogLine(body) : null;
        if (line !== null) lines.push({ sequence, time, ...line });
      }
    }
    this.places.set(eventsPath, place);
    return lines;
  }
}
