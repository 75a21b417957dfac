/** The queue in the registry: which run starts next, claimed so that no two processes ever start the same one. */
import { z } from 'zod';
import type { ErrorPayload } from '../../shared/errors';
import { JobKind, type Priority } from '../../shared/plan/queue';
import type { RunState } from '../../shared/run';
import { placedPath } from '../places/stored-path';
import type { Sqlite } from './open-database';
import { busyStates, countAtWork, waitingJobs } from './queue-order';
import type { RegistryDamage } from './registry-damage';
import { SalvagedPlace } from './salvage';
import { readableRunRows, type RunRow } from './run-rows';
import { readRow } from './read-row';

type QueuePlace = { readonly id: string; readonly kind: JobKind; readonly priority: Priority };

const Claimed = z.object({ id: z.string(), folder: z.string() });
const Resting = z.object({ id: z.string(), folder: z.string(), events_offset: z.number() });
const Counts = z.object({ training: z.number().nullable(), waiting: z.number().nullable() });

const rankOf = { high: 1, normal: 0, low: -1 } as const satisfies Record<Priority, number>;
const Waiting = z.object({
  id: z.string(),
  kind: JobKind,
  priority: z.number().transform((rank): Priority => (rank > 0 ? 'high' : rank < 0 ? 'low' : 'normal')),
});

export class RunQueue {
  constructor(
    private readonly database: Sqlite,
    readonly workspace: string,
    readonly damage: RegistryDamage,
  ) {}

  /** The first queued run, now 'starting' and ours to start; null when none is next or all slots are taken. */
  claim(slots: number, nowMs: number): { id: string; folder: string } | null {
    return this.database
      .transaction(() => {
        const claimed = this.database
          .prepare(
            `UPDATE run SET state = 'starting', claimed_at = :nowMs, worker_pid = NULL, ended_at = NULL,
               error_code = NULL, error_message = NULL
             WHERE id = (SELECT job.id ${waitingJobs} LIMIT 1) AND ${countAtWork} < :slots
             RETURNING id, folder`,
          )
          .get({ nowMs, slots });
        if (claimed === undefined) return null;
        const { id, folder } = readRow(Claimed, claimed);
        return { id, folder: placedPath(this.workspace, folder) };
      })
      .immediate();
  }

  /** The run that `claim` would take; null when none waits, while its row has to be read anew, or an evaluation is to start before it. */
  next(): RunRow | null {
    const rows = this.database.prepare(`SELECT * FROM run WHERE id = (SELECT job.id ${waitingJobs} LIMIT 1)`).all();
    return readableRunRows(rows, this)[0] ?? null;
  }

  /** Runs and evaluations that wait, in the order in which they start. */
  waiting(): QueuePlace[] {
    return this.database
      .prepare(`SELECT job.id, job.kind, coalesce(queue_place.priority, 0) AS priority ${waitingJobs}`)
      .all()
      .map((row) => readRow(Waiting, row));
  }

  /**
   * Puts a waiting job at that place, 1 for the next to start, or at the end; it takes the priority of those between whom it
   * then stands. False when it does not wait (any more).
   */
  moveTo(id: string, position: number): boolean {
    return this.rearrange(id, (run, others) => {
      const at = Math.min(others.length, Math.max(0, position - 1));
      // The run behind it may not be of a higher priority, nor the one before it of a lower one.
      const least = others[at]?.priority ?? 'low';
      const most = others[at - 1]?.priority ?? 'high';
      const rank = Math.max(rankOf[least], Math.min(rankOf[most], rankOf[run.priority]));
      const priority = rank > 0 ? 'high' : rank < 0 ? 'low' : 'normal';
      return [...others.slice(0, at), { ...run, priority }, ...others.slice(at)];
    });
  }

  /** Behind the others of that priority. False when it does not wait (any more). */
  prioritise(id: string, priority: Priority): boolean {
    return this.rearrange(id, (run, others) => {
      const at = others.filter((other) => rankOf[other.priority] >= rankOf[priority]).length;
      return [...others.slice(0, at), { ...run, priority }, ...others.slice(at)];
    });
  }

  private rearrange(
    id: string,
    change: (run: QueuePlace, others: readonly QueuePlace[]) => readonly QueuePlace[],
  ): boolean {
    return this.database
      .transaction(() => {
        const before = this.waiting();
        const run = before.find((one) => one.id === id);
        if (run === undefined) return false;
        const after = change(
          run,
          before.filter((one) => one.id !== id),
        );
        this.database.prepare('DELETE FROM queue_place').run();
        const put = this.database.prepare('INSERT INTO queue_place (run_id, priority, place) VALUES (?, ?, ?)');
        after.forEach((one, place) => put.run(one.id, rankOf[one.priority], place));
        return true;
      })
      .immediate();
  }

  /** The order of a registry that this one replaces. */
  putSalvaged(places: readonly SalvagedPlace[]): void {
    const put = this.database.prepare('INSERT OR REPLACE INTO queue_place (run_id, priority, place) VALUES (?, ?, ?)');
    this.database
      .transaction(() => places.forEach(({ runId, priority, place }) => put.run(runId, priority, place)))
      .immediate();
  }

  /** As it is kept, of runs that have left it too. */
  places(): SalvagedPlace[] {
    const rows = this.database
      .prepare('SELECT run_id AS runId, priority, place FROM queue_place ORDER BY run_id')
      .all();
    return readRow(z.array(SalvagedPlace), rows);
  }

  /** The worker that was started for a claimed run. */
  setWorker(id: string, processId: number): void {
    this.database.prepare(`UPDATE run SET worker_pid = ? WHERE id = ? AND state = 'starting'`).run(processId, id);
  }

  /** Runs whose process has to be watched: starting, training or paused. */
  active(): RunRow[] {
    const rows = this.database
      .prepare(`SELECT * FROM run WHERE state IN ('starting', 'training', 'paused') ORDER BY created_at, id`)
      .all();
    return readableRunRows(rows, this);
  }

  /** Runs that nobody works on and that are not complete; `eventsOffset`: how many bytes of their events are known. */
  resting(): { id: string; folder: string; eventsOffset: number }[] {
    return this.database
      .prepare(
        `SELECT id, folder, events_offset FROM run WHERE state IN ('queued', 'stopped', 'interrupted', 'failed')`,
      )
      .all()
      .map((row) => readRow(Resting, row))
      .map(({ id, folder, events_offset }) => ({
        ...{ id, eventsOffset: events_offset },
        folder: placedPath(this.workspace, folder),
      }));
  }

  counts(): { training: number; waiting: number } {
    const row = this.database
      .prepare(`SELECT sum(state IN ${busyStates}) AS training, sum(state = 'queued') AS waiting FROM run`)
      .get();
    const { training, waiting } = readRow(Counts, row);
    return { training: training ?? 0, waiting: waiting ?? 0 };
  }

  /** Into `to`, but only out of one of `from`; false when it was in another state (someone was faster). */
  move(id: string, change: { from: readonly RunState[]; to: RunState }): boolean {
    const places = change.from.map(() => '?').join(', ');
    return (
      this.database
        .prepare(`UPDATE run SET state = ? WHERE id = ? AND state IN (${places})`)
        .run(change.to, id, ...change.from).changes > 0
    );
  }

  /** The process is gone, or could not be started: `state` with its reason. Runs that ended in the meantime stay. */
  end(id: string, how: { state: 'interrupted' | 'failed'; error: ErrorPayload; endedAt: string }): boolean {
    return (
      this.database
        .prepare(
          `UPDATE run SET state = ?, error_code = ?, error_message = ?, ended_at = ?, seconds_left = NULL,
             worker_pid = NULL, claimed_at = NULL
           WHERE id = ? AND state IN ('queued', 'starting', 'training', 'paused')`,
        )
        .run(how.state, how.error.code, how.error.message, how.endedAt, id).changes > 0
    );
  }

  /** What a person should know of a run that a worker is at; null: nothing any more. Its state stays. */
  tell(id: string, error: ErrorPayload | null): void {
    this.database
      .prepare(
        `UPDATE run SET error_code = ?, error_message = ? WHERE id = ? AND state IN ('starting', 'training', 'paused')`,
      )
      .run(error?.code ?? null, error?.message ?? null, id);
  }

  /** Back into the queue, from a state in which no process works on it. */
  requeue(id: string): boolean {
    return (
      this.database
        .prepare(
          `UPDATE run SET state = 'queued', error_code = NULL, error_message = NULL, ended_at = NULL, claimed_at = NULL
           WHERE id = ? AND state IN ('stopped', 'interrupted', 'failed', 'starting')`,
        )
        .run(id).changes > 0
    );
  }
}
