/** What the registry has of a run's view: all but the curves. */
import { AppError } from '../../shared/errors';
import type { RunFacts, RunReading } from '../../shared/reading/run-reading';
import type { Sqlite } from './open-database';
import { z } from 'zod';
import { DamagedRow } from './registry-damage';
import { factsOfRow, readingOfRow, readRunRow, type RowPlace } from './run-rows';

export interface StoredDetail {
  readonly facts: RunFacts;
  /** Without the points of curves, which stay in the run's folder. */
  readonly reading: RunReading;
  /** The byte in events.jsonl up to which `reading` has come. */
  readonly eventsOffset: number;
}

/** Throws AppError 'not-found'. */
export function readRunDetail({ database, ...place }: RowPlace & { database: Sqlite }, runId: string): StoredDetail {
  // One transaction, so that curves and `lastSequence` belong together.
  return database.transaction((): StoredDetail => {
    const found = database.prepare('SELECT * FROM run WHERE id = ?').get(runId);
    if (found === undefined) throw new AppError('not-found', `There is no run "${runId}" in this workspace.`);
    const row = readRunRow(found, place);
    const all = (sql: string) => database.prepare(sql).all(runId);
    try {
      const reading = readingOfRow(row, {
        stages: all('SELECT * FROM stage WHERE run_id = ? ORDER BY stage'),
        results: all('SELECT * FROM task_result WHERE run_id = ?'),
      });
      return { facts: factsOfRow(row), reading, eventsOffset: row.events_offset };
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      place.damage.noteRun(runId);
      throw new DamagedRow(`the stages and results of run "${runId}"`, error);
    }
  })();
}
