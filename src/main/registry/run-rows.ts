/** The registry's rows of runs and their steps, parsed, and what a summary is made of. */
import { z } from 'zod';
import { chainScores } from '../../core/comparison/chain-scores';
import { ErrorCode } from '../../shared/errors';
import type { TaskResult } from '../../shared/event';
import { EngineId } from '../../shared/recipe';
import { RunFile, RunState, StepDetail, type RunSummary } from '../../shared/run';
import { SplitName } from '../../shared/task';
import { jsonColumn } from './json-column';

export const RunRow = z.object({
  id: z.string(),
  experiment_id: z.string(),
  created_at: z.string(),
  folder: z.string(),
  file: jsonColumn(RunFile),
  name: z.string(),
  tags: jsonColumn(z.array(z.string())),
  notes: z.string(),
  state: RunState,
  engine: EngineId.nullable(),
  error_code: ErrorCode.nullable(),
  error_message: z.string().nullable(),
  ended_at: z.string().nullable(),
  seconds: z.number(),
  step: z.number().nullable(),
  epoch: z.number().nullable(),
  epochs: z.number().nullable(),
  share: z.number(),
  images_per_second: z.number().nullable(),
  seconds_left: z.number().nullable(),
  last_sequence: z.number(),
  events_offset: z.number(),
  claimed_at: z.number().nullable(),
  worker_pid: z.number().nullable(),
  revision: z.number(),
});
export type RunRow = z.infer<typeof RunRow>;

export const StepRow = z
  .object({
    step: z.number(),
    task: z.string(),
    state: z.enum(['waiting', 'training', 'done']),
    epochs: z.number().nullable(),
    batches_per_epoch: z.number().nullable(),
    best_epoch: z.number().nullable(),
    weights_hash: z.string().nullable(),
    store: z.union([z.null(), jsonColumn(StepDetail.shape.store)]),
  })
  .transform(({ best_epoch: bestEpoch, weights_hash: weightsHash, batches_per_epoch: batchesPerEpoch, ...row }) => ({
    ...row,
    bestEpoch,
    weightsHash,
    batchesPerEpoch,
  }));
export type StepRow = z.infer<typeof StepRow>;

export const ResultRow = z
  .object({
    step: z.number(),
    task: z.string(),
    split: SplitName,
    auc: z.number().nullable(),
    auc_low: z.number().nullable(),
    auc_high: z.number().nullable(),
    video_auc: z.number().nullable(),
    average_precision: z.number().nullable(),
    eer: z.number().nullable(),
    accuracy: z.number().nullable(),
    fake: z.number(),
    real: z.number(),
    note: z.string().nullable(),
  })
  .transform((row): TaskResult => {
    const { auc_low: low, auc_high: high, video_auc: videoAuc, average_precision: averagePrecision, ...rest } = row;
    const { fake, real, ...result } = rest;
    const aucInterval = low === null || high === null ? null : { low, high };
    return { ...result, aucInterval, videoAuc, averagePrecision, counts: { fake, real } };
  });

/** The summary that every view shows; matrix and what follows from it are on test where all tasks have one, else on val. */
export function summaryOf(row: RunRow, results: readonly TaskResult[]): RunSummary {
  const chain = row.file.chain.map((task) => task.name);
  const reportedSplit: SplitName = row.file.chain.every((task) => task.hasTest) ? 'test' : 'val';
  const aucAfter = (step: number) =>
    chain.map(
      (task) =>
        results.find((result) => result.step === step && result.task === task && result.split === reportedSplit)?.auc ??
        null,
    );
  const matrix = chain.map((_, index) => aucAfter(index + 1));
  const lastStep = results.reduce((last, result) => Math.max(last, result.step), 0);
  const beforeTraining = aucAfter(0);
  const scores = chainScores({ method: row.file.recipe.method, matrix, beforeTraining }, lastStep);
  const error =
    row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? 'No message was kept.' };
  return {
    id: row.id,
    name: row.name,
    tags: row.tags,
    notes: row.notes,
    experimentId: row.experiment_id,
    experimentName: row.file.experiment.name,
    chain,
    recipe: row.file.recipe,
    seed: row.file.seed,
    engineWish: row.file.engine,
    engine: row.engine,
    state: row.state,
    error,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    seconds: row.seconds,
    progress:
      row.step === null
        ? null
        : {
            step: row.step,
            epoch: row.epoch ?? 0,
            epochs: row.epochs ?? 0,
            share: row.share,
            imagesPerSecond: row.images_per_second,
            secondsLeft: row.seconds_left,
          },
    reportedSplit,
    matrix,
    beforeTraining,
    averageAuc: lastStep === 0 ? null : scores.averageAuc,
    forgetting: lastStep < 2 ? null : scores.forgetting,
    folder: row.folder,
  };
}
