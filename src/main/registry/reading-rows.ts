/** Stores what the events of a run have come to: the run's own row, its stages, and what is new of results and points. */
import { byMetric, scoreMetrics } from '../../shared/metrics';
import type { Place } from '../../shared/reading/place';
import type { RunReading } from '../../shared/reading/run-reading';
import type { TaskResult } from '../../shared/event';
import type { Sqlite, Statement } from './open-database';

type Value = string | number | null;

export class ReadingRows {
  /** Prepared once each: a run has thousands of rows. */
  private readonly statements = new Map<string, Statement>();

  constructor(private readonly database: Sqlite) {}

  stagesOf(runId: string): unknown[] {
    return this.prepare('SELECT * FROM stage WHERE run_id = ? ORDER BY stage').all(runId);
  }

  /** `reading` went on from `before`, which held stages and no points. Loss curves are not kept here. */
  save(runId: string, before: RunReading, reading: RunReading): void {
    this.saveRun(runId, reading);
    for (const [index, stage] of reading.stages.entries()) {
      if (stage === before.stages[index]) continue;
      const { state, epochs, batchesPerEpoch, bestEpoch, weightsHash, reports } = stage;
      this.run(
        `UPDATE stage SET state = ?, epochs = ?, batches_per_epoch = ?, best_epoch = ?, weights_hash = ?, reports = ?
         WHERE run_id = ? AND stage = ?`,
        [state, epochs ?? null, batchesPerEpoch ?? null, bestEpoch, weightsHash, json(reports), runId, stage.stage],
      );
    }
    const { outdated, results, epochs } = reading;
    this.cut('task_result', { runId, columns: ['stage'], from: outdated.results });
    for (const result of results) this.saveResult(runId, result);
    this.cut('epoch_result', { runId, columns: ['stage', 'epoch'], from: outdated.epochs });
    for (const { stage, epoch, losses, aucs, selectionScore, isBest } of epochs) {
      this.run(
        `INSERT INTO epoch_result (run_id, stage, epoch, losses, aucs, selection_score, is_best)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [runId, stage, epoch, json(losses), json(aucs), selectionScore ?? null, isBest ? 1 : 0],
      );
    }
  }

  private saveRun(runId: string, reading: RunReading): void {
    const { state, engine, error, endedAt, seconds, progress, losses, processId, lastSequence } = reading;
    this.run(
      `UPDATE run SET state = ?, engine = ?, error_code = ?, error_message = ?, ended_at = ?, seconds = ?, losses = ?,
         stage = ?, epoch = ?, epochs = ?, share = ?, images_per_second = ?, seconds_left = ?, worker_pid = ?,
         last_sequence = ?
       WHERE id = ?`,
      [
        ...[state, engine, error?.code ?? null, error?.message ?? null, endedAt, seconds, json(losses)],
        ...[progress?.stage ?? null, progress?.epoch ?? null, progress?.epochs ?? null, progress?.share ?? 0],
        ...[progress?.imagesPerSecond ?? null, progress?.secondsLeft ?? null, processId, lastSequence, runId],
      ],
    );
  }

  private saveResult(runId: string, result: TaskResult): void {
    const { stage, task, split, aucInterval, counts, note } = result;
    this.run(
      `INSERT OR REPLACE INTO task_result (run_id, stage, task, split, metrics, auc_low, auc_high, fake, real, note)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        ...[runId, stage, task, split, json(byMetric(scoreMetrics, ({ id }) => result[id]))],
        ...[aucInterval?.low ?? null, aucInterval?.high ?? null, counts.fake, counts.real, note],
      ],
    );
  }

  /** Table and columns are ours, never a caller's words. */
  private cut(
    table: 'task_result' | 'epoch_result',
    { runId, columns, from }: { runId: string; columns: readonly (keyof Place)[]; from: Place | null },
  ): void {
    if (from === null) return;
    const places = columns.map(() => '?').join(', ');
    this.run(`DELETE FROM ${table} WHERE run_id = ? AND (${columns.join(', ')}) >= (${places})`, [
      runId,
      ...columns.map((column) => from[column] ?? 0),
    ]);
  }

  private run(sql: string, values: readonly Value[]): void {
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

function json(value: object | null | undefined): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
