/** Takes a run with all that its folder tells into the registry, whole or not at all. */
import { z } from 'zod';
import { unreadReading, type RunReading } from '../../shared/reading/run-reading';
import { RunState } from '../../shared/run';
import type { Sqlite } from './open-database';
import { ReadingRows } from './reading-rows';
import { RunTable, type NewRun } from './run-table';

const KnownRow = z.object({
  revision: z.number(),
  state: RunState,
  claimed_at: z.number().nullable(),
  worker_pid: z.number().nullable(),
});

export interface RunAsRead {
  readonly run: NewRun;
  readonly reading: RunReading;
  /** The byte in events.jsonl up to which it has come. */
  readonly offset: number;
}

export class RunIntake {
  private readonly rows: ReadingRows;
  private readonly runs: RunTable;

  constructor(
    private readonly database: Sqlite,
    workspace: string,
  ) {
    this.rows = new ReadingRows(database);
    this.runs = new RunTable(database, workspace);
  }

  /** A run that is known already stays as it is, unless this one `replaces` it. */
  put({ run, reading, offset }: RunAsRead, { replaces }: { replaces: boolean }): void {
    const { id, chain: tasks, startStage } = run.file;
    const chain = tasks.map(({ name }) => name);
    this.database
      .transaction(() => {
        const row = this.database
          .prepare('SELECT revision, state, claimed_at, worker_pid FROM run WHERE id = ?')
          .get(id);
        const known = row === undefined ? null : KnownRow.parse(row);
        if (known !== null && !replaces) return;
        this.database.prepare('DELETE FROM run WHERE id = ?').run(id);
        this.runs.add({ ...run, state: 'stopped' });
        this.rows.save(id, unreadReading({ chain, ...(startStage !== undefined && { startStage }) }), reading);
        // Whoever shows the run notices the change by its revision, which is never one that it had before.
        this.database
          .prepare('UPDATE run SET events_offset = ?, revision = ? WHERE id = ?')
          .run(offset, (known?.revision ?? Date.now()) + 1, id);
        if (known?.state === 'starting' && reading.state === 'queued') this.keepClaim(id, known);
      })
      .immediate();
  }

  /** Another process has taken the run out of the queue, and its worker has written nothing yet. */
  private keepClaim(id: string, { claimed_at, worker_pid }: z.infer<typeof KnownRow>): void {
    this.database
      .prepare(`UPDATE run SET state = 'starting', claimed_at = ?, worker_pid = ? WHERE id = ?`)
      .run(claimed_at, worker_pid, id);
  }
}
