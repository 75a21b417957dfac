/** Stores what the events of a run have come to: the run's own row, its stages, and what is new of results. */
import { byMetric, scoreMetrics } from '../../shared/metrics';
import type { RunReading } from '../../shared/reading/run-reading';
import type { TaskResult } from '../../shared/event';
import type { Sqlite, Statement } from './open-database';

type Value = string | number | null;

export class ReadingRows {
  /** Prepared once each. */
  private readonly statements = new Map<string, Statement>();

  constructor(private readonly database: Sqlite) {}

  stagesOf(runId: string): unknown[] {
    return this.prepare('SELECT * FROM stage WHERE run_id = ? ORDER BY stage').all(runId);
  }

  /** `reading` went on from `before`, which held stages and no points. Curves are not kept here. */
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
    const { outdated, results } = reading;
    if (outdated.results !== null) {
      this.run('DELETE FROM task_result WHERE run_id = ? AND stage >= ?', [runId, outdated.results.stage]);
    }
    for (const result of results) this.saveResult(runId, result);
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
