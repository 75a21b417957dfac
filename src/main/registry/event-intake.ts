/** Takes a run's events into the registry, each once, in order, whichever process read them. */
import type { RunEvent, RunEventBody, TaskResult } from '../../shared/event';
import { eventAsLogLine } from './event-as-log-line';
import type { Sqlite, Statement } from './open-database';
import { RunRow, StepRow } from './run-rows';

/** 'gap': events are missing before the first new one; read the file again from its start. */
export type IntakeResult = 'done' | 'gap' | 'unknown-run';

/** A run that took up a chain in its middle does not train its first steps. */
interface TrainedSteps {
  readonly first: number;
  readonly last: number;
}

export class EventIntake {
  /** Prepared once each: a long run has many thousand events. */
  private readonly statements = new Map<string, Statement>();

  constructor(private readonly database: Sqlite) {}

  /** `offset`: the byte in events.jsonl behind the last of these events. */
  take(runId: string, events: readonly RunEvent[], offset: number): IntakeResult {
    return this.database
      .transaction((): IntakeResult => {
        const found = this.database.prepare('SELECT * FROM run WHERE id = ?').get(runId);
        if (found === undefined) return 'unknown-run';
        const row = RunRow.parse(found);
        const fresh = events.filter((event) => event.sequence > row.last_sequence);
        const last = fresh.at(-1);
        if (last === undefined) return 'done';
        if (fresh[0]?.sequence !== row.last_sequence + 1) return 'gap';
        const trained: TrainedSteps = { first: row.file.startStep ?? 1, last: row.file.chain.length };
        for (const event of fresh) this.apply(runId, event, trained);
        this.database
          .prepare('UPDATE run SET last_sequence = ?, events_offset = ? WHERE id = ?')
          .run(last.sequence, offset, runId);
        return 'done';
      })
      .immediate();
  }

  private apply(runId: string, event: RunEvent, trained: TrainedSteps): void {
    const line = eventAsLogLine(event.body);
    if (line !== null) {
      this.run('INSERT OR REPLACE INTO log_line (run_id, sequence, time, level, message) VALUES (?, ?, ?, ?, ?)', [
        runId,
        event.sequence,
        event.time,
        line.level,
        line.message,
      ]);
    }
    this.applyBody(runId, event, { body: event.body, trained });
  }

  private applyBody(runId: string, event: RunEvent, at: { body: RunEventBody; trained: TrainedSteps }): void {
    const { body, trained } = at;
    switch (body.type) {
      case 'run/started':
        return this.run(
          `UPDATE run SET state = 'training', engine = ?, worker_pid = ?, error_code = NULL, error_message = NULL,
           ended_at = NULL WHERE id = ?`,
          [body.engine, body.processId, runId],
        );
      case 'step/started':
        return this.startStep(runId, body);
      case 'store/built':
        return this.run('UPDATE step SET store = ? WHERE run_id = ? AND step = ?', [
          JSON.stringify({ counts: body.counts, leftOut: body.leftOut }),
          runId,
          body.step,
        ]);
      case 'batches/ended': {
        const step = this.step(runId, body.step);
        const batches = step?.batchesPerEpoch ?? body.batch;
        const done = body.epoch - 1 + body.batch / Math.max(1, batches);
        this.run(`UPDATE run SET step = ?, epoch = ?, epochs = ?, share = ?, images_per_second = ? WHERE id = ?`, [
          body.step,
          body.epoch,
          step?.epochs ?? body.epoch,
          share(body.step, done / Math.max(1, step?.epochs ?? body.epoch), trained),
          body.imagesPerSecond,
          runId,
        ]);
        return this.addLossPoint(runId, body);
      }
      case 'epoch/ended': {
        const epochs = this.step(runId, body.step)?.epochs ?? body.epoch;
        this.run(
          `UPDATE run SET step = ?, epoch = ?, epochs = ?, share = ?, seconds = ?, seconds_left = ? WHERE id = ?`,
          [
            body.step,
            body.epoch,
            epochs,
            share(body.step, body.epoch / Math.max(1, epochs), trained),
            body.elapsedSeconds,
            body.secondsLeft,
            runId,
          ],
        );
        if (body.isBest) {
          this.run('UPDATE step SET best_epoch = ? WHERE run_id = ? AND step = ?', [body.epoch, runId, body.step]);
        }
        return this.run(
          `INSERT OR REPLACE INTO epoch_result (run_id, step, epoch, losses, aucs, selection_score, is_best)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
          [
            runId,
            body.step,
            body.epoch,
            JSON.stringify(body.losses),
            JSON.stringify(body.aucs),
            body.selectionScore,
            body.isBest ? 1 : 0,
          ],
        );
      }
      case 'step/evaluated':
        for (const result of body.results) this.saveResult(runId, result);
        return;
      case 'step/ended':
        return this.run(
          `UPDATE step SET state = 'done', best_epoch = ?, weights_hash = ? WHERE run_id = ? AND step = ?`,
          [body.bestEpoch, body.weightsHash, runId, body.step],
        );
      case 'run/paused':
        return this.run(`UPDATE run SET state = 'paused' WHERE id = ?`, [runId]);
      case 'run/resumed':
        return this.run(`UPDATE run SET state = 'training' WHERE id = ?`, [runId]);
      case 'run/stopped':
        return this.run(
          `UPDATE run SET state = 'stopped', ended_at = ?, seconds_left = NULL, worker_pid = NULL WHERE id = ?`,
          [event.time, runId],
        );
      case 'run/failed':
        return this.run(
          `UPDATE run SET state = 'failed', error_code = ?, error_message = ?, ended_at = ?, seconds_left = NULL,
           worker_pid = NULL WHERE id = ?`,
          [body.error.code, body.error.message, event.time, runId],
        );
      case 'run/completed':
        return this.run(
          `UPDATE run SET state = 'complete', seconds = ?, share = 1, seconds_left = 0, ended_at = ?,
           worker_pid = NULL WHERE id = ?`,
          [body.elapsedSeconds, event.time, runId],
        );
      case 'images/loading':
      case 'image/skipped':
      case 'log/written':
        return;
    }
  }

  /** What a crashed or stopped attempt left of this step and later ones is done again, so it goes. */
  private startStep(runId: string, body: Extract<RunEventBody, { type: 'step/started' }>): void {
    this.run(
      `UPDATE step SET state = 'waiting', best_epoch = NULL, weights_hash = NULL, store = NULL
       WHERE run_id = ? AND step > ?`,
      [runId, body.step],
    );
    this.run(
      `UPDATE step SET state = 'training', epochs = ?, batches_per_epoch = ?, best_epoch = NULL, weights_hash = NULL
       WHERE run_id = ? AND step = ?`,
      [body.epochs, body.batchesPerEpoch, runId, body.step],
    );
    this.run('DELETE FROM task_result WHERE run_id = ? AND step >= ?', [runId, body.step]);
    this.run('DELETE FROM loss_point WHERE run_id = ? AND step > ?', [runId, body.step]);
    this.run('DELETE FROM epoch_result WHERE run_id = ? AND step > ?', [runId, body.step]);
    this.run('UPDATE run SET step = ?, epochs = ?, epoch = coalesce(iif(step = ?, epoch, 0), 0) WHERE id = ?', [
      body.step,
      body.epochs,
      body.step,
      runId,
    ]);
  }

  /** A training that went on from a checkpoint comes by the same batches again: the earlier attempt's points go. */
  private addLossPoint(runId: string, body: Extract<RunEventBody, { type: 'batches/ended' }>): void {
    const { step, epoch, batch } = body;
    this.run('DELETE FROM loss_point WHERE run_id = ? AND (step, epoch, batch) >= (?, ?, ?)', [
      runId,
      step,
      epoch,
      batch,
    ]);
    this.run('DELETE FROM epoch_result WHERE run_id = ? AND (step, epoch) >= (?, ?)', [runId, step, epoch]);
    const { losses } = body;
    this.run(
      `INSERT INTO loss_point (run_id, step, epoch, batch, total, cross_entropy, distillation, representation)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        runId,
        step,
        epoch,
        batch,
        losses.total,
        losses['crossEntropy'] ?? losses.total,
        losses['distillation'] ?? null,
        losses['representation'] ?? null,
      ],
    );
  }

  private saveResult(runId: string, result: TaskResult): void {
    this.run(
      `INSERT OR REPLACE INTO task_result
       (run_id, step, task, split, auc, auc_low, auc_high, video_auc, average_precision, eer, accuracy, fake, real, note)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        runId,
        result.step,
        result.task,
        result.split,
        result.auc,
        result.aucInterval?.low ?? null,
        result.aucInterval?.high ?? null,
        result.videoAuc,
        result.averagePrecision,
        result.eer,
        result.accuracy,
        result.counts.fake,
        result.counts.real,
        result.note,
      ],
    );
  }

  private step(runId: string, step: number): StepRow | null {
    const row = this.prepare('SELECT * FROM step WHERE run_id = ? AND step = ?').get(runId, step);
    return row === undefined ? null : StepRow.parse(row);
  }

  private run(sql: string, values: readonly (string | number | null)[]): void {
    this.prepare(sql).run(...values);
  }

  private prepare(sql: string): Statement {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}

/** Of all steps that the run trains, 0 to 1. */
function share(step: number, shareOfStep: number, { first, last }: TrainedSteps): number {
  return Math.min(1, (step - first + shareOfStep) / Math.max(1, last - first + 1));
}
