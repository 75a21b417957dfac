/** Stores what the events of a run say in its log. */
import type { RunEvent } from '../../shared/event';
import { eventAsLogLine } from './event-as-log-line';
import type { Sqlite } from './open-database';

export function saveLog(database: Sqlite, runId: string, events: readonly RunEvent[]): void {
  const insert = database.prepare(
    'INSERT OR REPLACE INTO log_line (run_id, sequence, time, level, message) VALUES (?, ?, ?, ?, ?)',
  );
  for (const { sequence, time, body } of events) {
    const line = eventAsLogLine(body);
    if (line !== null) insert.run(runId, sequence, time, line.level, line.message);
  }
}
