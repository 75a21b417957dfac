/** Which evaluations wait and which are at work, claimed so that no two processes ever start the same one. */
import { z } from 'zod';
import type { Sqlite } from './open-database';
import { countAtWork, waitingJobs } from './queue-order';

const EvaluationJob = z
  .object({ id: z.string(), claimed_at: z.number().nullable(), worker_pid: z.number().nullable() })
  .transform((row) => ({ id: row.id, claimedAt: row.claimed_at, processId: row.worker_pid }));
/** `claimedAt` is null while it waits; `processId` until its process was started. */
export type EvaluationJob = z.infer<typeof EvaluationJob>;

const columns = 'id, claimed_at, worker_pid';

export class EvaluationJobs {
  constructor(private readonly database: Sqlite) {}

  /** Does nothing where it is known already. `claimedAt`: null lets it wait. */
  add(id: string, createdAt: string, claimedAt: number | null = null): void {
    this.database
      .prepare('INSERT OR IGNORE INTO evaluation_job (id, created_at, claimed_at) VALUES (?, ?, ?)')
      .run(id, createdAt, claimedAt);
  }

  /** Waits anew, whatever was known of it. */
  queueAgain(id: string, createdAt: string): void {
    this.database.prepare('INSERT OR REPLACE INTO evaluation_job (id, created_at) VALUES (?, ?)').run(id, createdAt);
  }

  all(): EvaluationJob[] {
    const rows = this.database.prepare(`SELECT ${columns} FROM evaluation_job ORDER BY created_at, id`).all();
    return rows.map((row) => EvaluationJob.parse(row));
  }

  /** Null for one that has ended. */
  find(id: string): EvaluationJob | null {
    const row = this.database.prepare(`SELECT ${columns} FROM evaluation_job WHERE id = ?`).get(id);
    return row === undefined ? null : EvaluationJob.parse(row);
  }

  /**
   * The first that waits, now ours to start; null when none does, when a run is to start before it, or when all slots are
   * taken. `passesRuns`: runs that wait are left to another process and hold nothing up.
   */
  claim({ slots, nowMs, passesRuns }: { slots: number; nowMs: number; passesRuns: boolean }): string | null {
    const first = passesRuns
      ? `SELECT id FROM (SELECT job.id, job.kind ${waitingJobs}) WHERE kind = 'evaluation' LIMIT 1`
      : `SELECT job.id ${waitingJobs} LIMIT 1`;
    const claimed = this.database
      .prepare(
        `UPDATE evaluation_job SET claimed_at = :nowMs WHERE claimed_at IS NULL AND id = (${first})
           AND ${countAtWork} < :slots RETURNING ${columns}`,
      )
      .get({ nowMs, slots });
    return claimed === undefined ? null : EvaluationJob.parse(claimed).id;
  }

  setWorker(id: string, processId: number): void {
    this.database.prepare('UPDATE evaluation_job SET worker_pid = ? WHERE id = ?').run(processId, id);
  }

  /** Whoever claimed it died before a process was started: it waits again. */
  giveBack(id: string): void {
    this.database.prepare('UPDATE evaluation_job SET claimed_at = NULL WHERE id = ? AND worker_pid IS NULL').run(id);
  }

  /** False when it does not wait (any more). */
  removeWaiting(id: string): boolean {
    return this.database.prepare('DELETE FROM evaluation_job WHERE id = ? AND claimed_at IS NULL').run(id).changes > 0;
  }

  /** It has ended; one that was queued again since this was read stays. */
  remove({ id, claimedAt }: Pick<EvaluationJob, 'id' | 'claimedAt'>): void {
    this.database.prepare('DELETE FROM evaluation_job WHERE id = ? AND claimed_at IS ?').run(id, claimedAt);
  }

  countAtWork(): number {
    return this.all().filter(({ claimedAt }) => claimedAt !== null).length;
  }
}
