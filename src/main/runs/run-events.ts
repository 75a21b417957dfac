/** A run's events read from its folder, from the first on. */
import { readEvents } from '../../shared/reading/read-events';
import { unreadReading, type RunFacts, type RunReading } from '../../shared/reading/run-reading';
import { toAppError } from '../../shared/errors';
import type { RunEvent } from '../../shared/event';
import { EventDamage } from './event-damage';
import { EventTail } from './event-tail';
import type { RunFolder } from './run-folder';

export interface EventsRead {
  /** Its loss points are all there, unless they were skipped. */
  readonly reading: RunReading;
  /** The byte behind the last whole line. */
  readonly offset: number;
  /** Of the last event; null when there is none. */
  readonly lastTime: string | null;
  /** What of the file could not be read, in sentences. */
  readonly damage: readonly string[];
}

interface ReadOptions {
  /** Leaves the loss curves out, which is many times faster. */
  readonly skipsPoints: boolean;
  /** A byte of the file; what lies behind it is not read. */
  readonly end?: number;
}

/** Events that are missing are missed by nobody any more: those behind a gap, or behind a broken line, count. */
export async function readRunEvents(
  folder: RunFolder,
  { chain, startStage }: Pick<RunFacts, 'chain' | 'startStage'>,
  options: ReadOptions,
): Promise<EventsRead> {
  const run = { chain, ...(startStage !== undefined && { startStage }), acceptsGaps: true };
  const damage = new EventDamage();
  const tail = new EventTail(folder.eventsPath, 0, { ...options, damage });
  let reading = unreadReading(run);
  let lastTime: string | null = null;
  for (;;) {
    const events = await readOrTell(tail, damage);
    const last = events.at(-1);
    if (last === undefined) break;
    lastTime = last.time;
    reading = readEvents(reading, events, run).reading;
  }
  if (options.skipsPoints) reading = { ...reading, lossPoints: [] };
  return { reading, offset: tail.position, lastTime, damage: damage.told() };
}

async function readOrTell(tail: EventTail, damage: EventDamage): Promise<RunEvent[]> {
  try {
    return await tail.read();
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code !== 'damaged') throw error;
    damage.end(message);
    return [];
  }
}
