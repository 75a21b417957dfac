/** What the registry keeps of runs that another machine starts. The local queue passes them over. */
import type { RemoteRun } from '../../shared/executor';
import type { Sqlite } from './open-database';
import type { RegistryDamage } from './registry-damage';
import { readableRunRows, type RunRow } from './run-rows';

export type RemoteRow = RunRow & { readonly remote: RemoteRun };

export class RemoteTable {
  constructor(
    private readonly database: Sqlite,
    readonly workspace: string,
    readonly damage: RegistryDamage,
  ) {}

  /** Those that wait or are under way, oldest first. */
  live(): RemoteRow[] {
    const rows = this.database
      .prepare(
        `SELECT * FROM run WHERE remote IS NOT NULL AND state IN ('queued', 'starting', 'training', 'paused')
         ORDER BY created_at, id`,
      )
      .all();
    return readableRunRows(rows, this).flatMap((row) => (row.remote === null ? [] : [{ ...row, remote: row.remote }]));
  }

  /** Null: this machine starts it from now on. Writes nothing where nothing has changed, so that no page is told of it. */
  set(id: string, remote: RemoteRun | null): void {
    const text = remote && JSON.stringify(remote);
    this.database.prepare('UPDATE run SET remote = ? WHERE id = ? AND remote IS NOT ?').run(text, id, text);
  }

  /** What was heard of several, in one transaction. One that is to be started anew since then keeps what it has. */
  setAll(changes: ReadonlyMap<string, RemoteRun>): void {
    const update = this.database.prepare(
      `UPDATE run SET remote = :text
       WHERE id = :id AND remote IS NOT :text AND json_extract(remote, '$.attempt') = :attempt`,
    );
    this.database
      .transaction(() =>
        changes.forEach((remote, id) => update.run({ id, text: JSON.stringify(remote), attempt: remote.attempt })),
      )
      .immediate();
  }

  /**
   * Its job waits again. False where events came in since `lastSequence`: then it has started in the meantime, and what they
   * say is newer than what was heard of its job.
   */
  waitsAgain(id: string, lastSequence: number): boolean {
    return (
      this.database
        .prepare(
          `UPDATE run SET state = 'queued', seconds_left = NULL, worker_pid = NULL
           WHERE id = ? AND last_sequence = ? AND state IN ('starting', 'training', 'paused')`,
        )
        .run(id, lastSequence).changes > 0
    );
  }
}
