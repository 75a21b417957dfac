/** The queue in the registry: which run starts next, claimed so that no two processes ever start the same one. */
import { z } from 'zod';
import type { ErrorPayload } from '../../shared/errors';
import type { Priority } from '../../shared/plan/queue';
import type { RunState } from '../../shared/run';
import { placedPath } from '../places/stored-path';
import type { Sqlite } from './open-database';
import { readRunRow, type RunRow } from './run-rows';

type QueuePlace = { readonly id: string; readonly priority: Priority };

const Claimed = z.object({ id: z.string(), folder: z.string() });
const Resting = z.object({ id: z.string(), folder: z.string(), events_offset: z.number() });
const Counts = z.object({ training: z.number().nullable(), waiting: z.number().nullable() });

/** States in which a worker is at work or about to be. A paused run holds no slot, so that others can go first. */
const busy = `('starting', 'training')`;

/**
 * In the order in which they start: by priority, then as a person has put them, then the oldest first. The order is kept
 * beside the runs, so that it outlives their being read anew, and is looked at by whichever process claims the next. Runs that
 * another machine starts are not in it.
 */
const waiting = `FROM run LEFT JOIN queue_place ON queue_place.run_id = run.id WHERE run.state = 'queued' AND run.remote IS NULL
  ORDER BY coalesce(queue_place.priority, 0) DESC, queue_place.place IS NULL, queue_place.place, run.created_at, run.id`;

const rankOf = { high: 1, normal: 0, low: -1 } as const satisfies Record<Priority, number>;
const Waiting = z.object({
  id: z.string(),
  priority: z.number().transform((rank): Priority => (rank > 0 ? 'high' : rank < 0 ? 'low' : 'normal')),
});

export class RunQueue {
  constructor(
    private readonly database: Sqlite,
    private readonly workspace: string,
  ) {}

  /** The first queued run, now 'starting' and ours to start; null when none waits or all slots are taken. */
  claim(slots: number, nowMs: number): { id: string; folder: string } | null {
    return this.database
      .transaction(() => {
        const claimed = this.database
          .prepare(
            `UPDATE run SET state = 'starting', claimed_at = :nowMs, worker_pid = NULL, ended_at = NULL,
               error_code = NULL, error_message = NULL
             WHERE id = (SELECT run.id ${waiting} LIMIT 1)
               AND (SELECT count(*) FROM run WHERE state IN ${busy} AND remote IS NULL) < :slots
             RETURNING id, folder`,
          )
          .get({ nowMs, slots });
        if (claimed === undefined) return null;
        const { id, folder } = Claimed.parse(claimed);
        return { id, folder: placedPath(this.workspace, folder) };
      })
      .immediate();
  }

  /** The run that `claim` would take; null when none waits. */
  next(): RunRow | null {
    const row = this.database.prepare(`SELECT run.* ${waiting} LIMIT 1`).get();
    return row === undefined ? null : readRunRow(row, this.workspace);
  }

  /** Those that wait, in the order in which they start. */
  waiting(): { id: string; priority: Priority }[] {
    return this.database
      .prepare(`SELECT run.id, coalesce(queue_place.priority, 0) AS priority ${waiting}`)
      .all()
      .map((row) => Waiting.parse(row));
  }

  /**
   * Puts a waiting run at that place, 1 for the next to start, or at the end; it takes the priority of those between whom it
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

  /** The worker that was started for a claimed run. */
  setWorker(id: string, processId: number): void {
    this.database.prepare(`UPDATE run SET worker_pid = ? WHERE id = ? AND state = 'starting'`).run(processId, id);
  }

  /** Runs whose process has to be watched: starting, training or paused. */
  active(): RunRow[] {
    return this.database
      .prepare(`SELECT * FROM run WHERE state IN ('starting', 'training', 'paused') ORDER BY created_at, id`)
      .all()
      .map((row) => readRunRow(row, this.workspace));
  }

  /** Runs that nobody works on and that are not complete; `eventsOffset`: how many bytes of their events are known. */
  resting(): { id: string; folder: string; eventsOffset: number }[] {
    return this.database
      .prepare(
        `SELECT id, folder, events_offset FROM run WHERE state IN ('queued', 'stopped', 'interrupted', 'failed')`,
      )
      .all()
      .map((row) => Resting.parse(row))
      .map(({ id, folder, events_offset }) => ({
        ...{ id, eventsOffset: events_offset },
        folder: placedPath(this.workspace, folder),
      }));
  }

  counts(): { training: number; waiting: number } {
    const row = this.database
      .prepare(`SELECT sum(state IN ${busy}) AS training, sum(state = 'queued') AS waiting FROM run`)
      .get();
    const { training, waiting } = Counts.parse(row);
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
