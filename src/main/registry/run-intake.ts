/** Takes a run with all that its folder tells into the registry, whole or not at all. */
import { z } from 'zod';
import { unreadReading, type RunReading } from '../../shared/reading/run-reading';
import { RunState } from '../../shared/run';
import type { Sqlite } from './open-database';
import { ReadingRows } from './reading-rows';
import { RegistryDamage } from './registry-damage';
import { RunTable, type NewRun } from './run-table';
import type { SalvagedRun } from './salvage';
import { readRow } from './read-row';

const KnownRow = z.object({
  revision: z.number(),
  state: RunState,
  claimed_at: z.number().nullable(),
  worker_pid: z.number().nullable(),
});

export interface IntakeWish {
  /** Takes the place of what the registry knows of the run. */
  readonly replaces: boolean;
  /** By whom it was taken out of the queue in the registry that this one is to replace. */
  readonly claim?: SalvagedRun['claim'];
}

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
    // It only adds: what it reads of rows is of no use here.
    this.runs = new RunTable(database, workspace, new RegistryDamage());
  }

  /** A run that is known already stays as it is, unless this one `replaces` it. */
  put({ run, reading, offset }: RunAsRead, { replaces, claim = null }: IntakeWish): void {
    const { id, chain: tasks, startStage } = run.file;
    const chain = tasks.map(({ name }) => name);
    this.database
      .transaction(() => {
        const row = this.database
          .prepare('SELECT revision, state, claimed_at, worker_pid FROM run WHERE id = ?')
          .get(id);
        const known = row === undefined ? null : readRow(KnownRow, row);
        if (known !== null && !replaces) return;
        this.database.prepare('DELETE FROM run WHERE id = ?').run(id);
        // Rows that a damaged registry has left of a run that it no longer knows.
        for (const table of ['stage', 'task_result']) {
          this.database.prepare(`DELETE FROM ${table} WHERE run_id = ?`).run(id);
        }
        this.runs.add({ ...run, state: 'stopped' });
        this.rows.save(id, unreadReading({ chain, ...(startStage !== undefined && { startStage }) }), reading);
        // Whoever shows the run notices the change by its revision, which is never one that it had before.
        this.database
          .prepare('UPDATE run SET events_offset = ?, revision = ? WHERE id = ?')
          .run(offset, Math.max(known?.revision ?? 0, Date.now()) + 1, id);
        if (reading.state !== 'queued') return;
        if (claim !== null) this.keepClaim(id, claim);
        else if (known?.state === 'starting') {
          this.keepClaim(id, { claimedAt: known.claimed_at, workerId: known.worker_pid });
        }
      })
      .immediate();
  }

  /** Another process has taken the run out of the queue, and its worker has written nothing yet. */
  private keepClaim(id: string, { claimedAt, workerId }: NonNullable<SalvagedRun['claim']>): void {
    this.database
      .prepare(`UPDATE run SET state = 'starting', claimed_at = ?, worker_pid = ? WHERE id = ?`)
      .run(claimedAt, workerId, id);
  }
}
