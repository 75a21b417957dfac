/** Everything that a run's view shows: steps, results and the curves' points. */
import { z } from 'zod';
import { AppError } from '../../shared/errors';
import type { LossTerms } from '../../shared/loss-term';
import type { AucPoint, LossPoint, RunDetail, StepDetail } from '../../shared/run';
import { jsonColumn } from './json-column';
import type { Sqlite } from './open-database';
import { ResultRow, RunRow, StepRow, summaryOf } from './run-rows';

const LossRow = z
  .object({
    step: z.number(),
    epoch: z.number(),
    batch: z.number(),
    total: z.number(),
    cross_entropy: z.number(),
    distillation: z.number().nullable(),
    representation: z.number().nullable(),
  })
  .transform(({ cross_entropy: crossEntropy, total, distillation, representation, ...at }) => {
    const losses: LossTerms = {
      total,
      crossEntropy,
      ...(distillation !== null && { distillation }),
      ...(representation !== null && { representation }),
    };
    return { ...at, losses };
  });

const EpochRow = z.object({
  step: z.number(),
  epoch: z.number(),
  aucs: jsonColumn(z.record(z.string(), z.number().nullable())),
});

/** Throws AppError 'not-found'. At most `maximumPoints` loss points, evenly thinned, the first and the last kept. */
export function readRunDetail(database: Sqlite, runId: string, maximumPoints = 2000): RunDetail {
  // One transaction, so that curves and `lastSequence` belong together.
  return database.transaction((): RunDetail => {
    const found = database.prepare('SELECT * FROM run WHERE id = ?').get(runId);
    if (found === undefined) throw new AppError('not-found', `There is no run "${runId}" in this workspace.`);
    const row = RunRow.parse(found);
    const all = (sql: string) => database.prepare(sql).all(runId);
    const steps = all('SELECT * FROM step WHERE run_id = ? ORDER BY step').map((step) => StepRow.parse(step));
    const results = all('SELECT * FROM task_result WHERE run_id = ? ORDER BY step, task, split').map((result) =>
      ResultRow.parse(result),
    );
    const losses = thin(all('SELECT * FROM loss_point WHERE run_id = ? ORDER BY step, epoch, batch'), maximumPoints);
    const epochs = all('SELECT * FROM epoch_result WHERE run_id = ? ORDER BY step, epoch');
    return {
      summary: summaryOf(row, results),
      steps: steps.map(stepDetail),
      results,
      lossPoints: losses.map((point) => lossPoint(LossRow.parse(point), steps)),
      aucPoints: epochs.map((point) => aucPoint(EpochRow.parse(point), steps)),
      lastSequence: row.last_sequence,
    };
  })();
}

function stepDetail(row: StepRow): StepDetail {
  const { step, task, state, bestEpoch, weightsHash, batchesPerEpoch, store } = row;
  return {
    step,
    task,
    state,
    bestEpoch,
    weightsHash,
    ...(batchesPerEpoch !== null && { batchesPerEpoch }),
    store,
  };
}

function lossPoint(row: z.infer<typeof LossRow>, steps: readonly StepRow[]): LossPoint {
  const batches = steps[row.step - 1]?.batchesPerEpoch ?? row.batch;
  return { x: epochsBefore(row.step, steps) + row.epoch - 1 + row.batch / Math.max(1, batches), losses: row.losses };
}

function aucPoint(row: z.infer<typeof EpochRow>, steps: readonly StepRow[]): AucPoint {
  return { x: epochsBefore(row.step, steps) + row.epoch, aucs: row.aucs };
}

function epochsBefore(step: number, steps: readonly StepRow[]): number {
  return steps.slice(0, step - 1).reduce((sum, earlier) => sum + (earlier.epochs ?? 0), 0);
}

/** Every n-th from the end, so that the newest point is always there, and the first one too. */
function thin<Item>(items: readonly Item[], maximum: number): Item[] {
  if (items.length <= maximum) return [...items];
  const stride = Math.ceil(items.length / (maximum - 1));
  return items.filter((_, index) => index === 0 || (items.length - 1 - index) % stride === 0);
}
