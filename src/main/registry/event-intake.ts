/** Takes a run's events into the registry, each once, in order, whichever process read them. */
import type { RunEvent } from '../../shared/event';
import { readEvents } from '../../shared/reading/read-events';
import type { Sqlite } from './open-database';
import { ReadingRows } from './reading-rows';
import type { RegistryDamage } from './registry-damage';
import { factsOfRow, readingOfRow, readRunRow } from './run-rows';

/** 'gap': events are missing before one of them; read the file again from its start. */
export type IntakeResult = 'done' | 'gap' | 'unknown-run';

export interface IntakeOptions {
  /** For a file that was read from its start and lacks events all the same. */
  readonly acceptsGaps?: boolean;
}

export class EventIntake {
  private readonly rows: ReadingRows;

  constructor(
    private readonly database: Sqlite,
    readonly workspace: string,
    readonly damage: RegistryDamage,
  ) {
    this.rows = new ReadingRows(database);
  }

  /** `offset`: the byte in events.jsonl behind the last of these events. */
  take(runId: string, events: readonly RunEvent[], offset: number, options: IntakeOptions = {}): IntakeResult {
    return this.database
      .transaction((): IntakeResult => {
        const found = this.database.prepare('SELECT * FROM run WHERE id = ?').get(runId);
        if (found === undefined) return 'unknown-run';
        const row = readRunRow(found, this);
        const { chain, startStage } = factsOfRow(row);
        // Results that were stored before stay where they are: the reading says from where on they go.
        const before = readingOfRow(row, { stages: this.rows.stagesOf(runId) });
        const run = { chain, ...(startStage !== undefined && { startStage }), ...options };
        const { reading, hasGap } = readEvents(before, events, run);
        if (hasGap) return 'gap';
        if (reading === before) return 'done';
        this.rows.save(runId, before, reading);
        this.database.prepare('UPDATE run SET events_offset = ? WHERE id = ?').run(offset, runId);
        return 'done';
      })
      .immediate();
  }
}
