/** The registry's rows of runs, parsed, as facts and as the reading that their events have come to. */
import { z } from 'zod';
import { ErrorCode } from '../../shared/errors';
import { RemoteRun } from '../../shared/executor';
import { TaskResult } from '../../shared/event';
import { LossTerms } from '../../shared/loss-term';
import { OlderMemory, reportOfOlderMemory } from '../../shared/reading/older-reports';
import { olderRunFile } from '../../shared/reading/older-stages';
import { factsOf, nothingOutdated, type RunFacts, type RunReading } from '../../shared/reading/run-reading';
import { EngineId } from '../../shared/recipe';
import { RunFile, RunId, RunState, StageDetail } from '../../shared/run';
import { SplitName } from '../../shared/task';
import { placedPath } from '../places/stored-path';
import { jsonColumn } from './json-column';
import { DamagedRow, type RegistryDamage } from './registry-damage';
import { readRow } from './read-row';

export const RunRow = z.object({
  id: RunId,
  experiment_id: z.string(),
  created_at: z.string(),
  /** Relative to the workspace: see `readRunRow`. */
  folder: z.string(),
  file: jsonColumn(z.preprocess(olderRunFile, RunFile)),
  name: z.string(),
  tags: jsonColumn(z.array(z.string())),
  notes: z.string(),
  archived: z.number(),
  damage: jsonColumn(z.array(z.string())),
  experiment_name: z.string().nullable(),
  remote: z.union([z.null(), jsonColumn(RemoteRun)]),
  state: RunState,
  engine: EngineId.nullable(),
  error_code: ErrorCode.nullable(),
  error_message: z.string().nullable(),
  ended_at: z.string().nullable(),
  seconds: z.number(),
  stage: z.number().nullable(),
  epoch: z.number().nullable(),
  epochs: z.number().nullable(),
  share: z.number(),
  images_per_second: z.number().nullable(),
  seconds_left: z.number().nullable(),
  losses: z.union([z.null(), jsonColumn(LossTerms)]),
  last_sequence: z.number(),
  events_offset: z.number(),
  claimed_at: z.number().nullable(),
  worker_pid: z.number().nullable(),
  revision: z.number(),
});
export type RunRow = z.infer<typeof RunRow>;

export interface RowPlace {
  readonly workspace: string;
  readonly damage: RegistryDamage;
}

const Named = z.object({ id: RunId });

/** With the folder's absolute path. Throws `DamagedRow`, and notes which run has to be read anew. */
export function readRunRow(raw: unknown, { workspace, damage }: RowPlace): RunRow {
  const row = RunRow.safeParse(raw);
  if (row.success) return { ...row.data, folder: placedPath(workspace, row.data.folder) };
  const { id } = readRow(Named, raw);
  damage.noteRun(id);
  throw new DamagedRow(`run "${id}"`, row.error);
}

/** For lists: a row that cannot be read is noted and keeps nobody from the others. */
export function readableRunRows(rows: readonly unknown[], place: RowPlace): RunRow[] {
  return rows.flatMap((raw) => {
    try {
      return [readRunRow(raw, place)];
    } catch (error) {
      if (error instanceof DamagedRow) return [];
      throw error;
    }
  });
}

export const StageRow = z
  .object({
    stage: z.number(),
    task: z.string(),
    state: StageDetail.shape.state,
    epochs: z.number().nullable(),
    batches_per_epoch: z.number().nullable(),
    best_epoch: z.number().nullable(),
    weights_hash: z.string().nullable(),
    // Registries of older versions hold what is CoReD's report today.
    reports: z.union([
      z.null().transform(() => []),
      jsonColumn(StageDetail.shape.reports),
      jsonColumn(OlderMemory).transform((store) => [reportOfOlderMemory(store)]),
    ]),
  })
  .transform(({ stage, task, state, reports, ...row }): StageDetail => ({
    stage,
    task,
    state,
    bestEpoch: row.best_epoch,
    weightsHash: row.weights_hash,
    ...(row.epochs !== null && { epochs: row.epochs }),
    ...(row.batches_per_epoch !== null && { batchesPerEpoch: row.batches_per_epoch }),
    reports,
  }));

const ResultRow = z
  .object({
    stage: z.number(),
    task: z.string(),
    split: SplitName,
    metrics: jsonColumn(z.record(z.string(), z.number().nullable())),
    auc_low: z.number().nullable(),
    auc_high: z.number().nullable(),
    fake: z.number(),
    real: z.number(),
    note: z.string().nullable(),
  })
  .transform(({ stage, task, split, metrics, auc_low: low, auc_high: high, fake, real, note }) => {
    const aucInterval = low === null || high === null ? null : { low, high };
    // Metrics that no version knows any more are left out by the schema.
    return TaskResult.parse({ ...metrics, stage, task, split, aucInterval, counts: { fake, real }, note });
  });

/** What is read beside the run's own row; what a caller has no use for stays empty. */
export interface RowsOfRun {
  readonly stages?: readonly unknown[];
  readonly results?: readonly unknown[];
}

export function factsOfRow(row: RunRow): RunFacts {
  const { file, folder, name, tags, notes, archived, experiment_name, damage, remote } = row;
  const experiment = experiment_name ?? undefined;
  const facts = factsOf({ file, folder, notes: { name, tags, notes, archived: archived === 1, experiment }, damage });
  return remote === null ? facts : { ...facts, remote };
}

export function readingOfRow(row: RunRow, rows: RowsOfRun): RunReading {
  const { stages = [], results = [] } = rows;
  return {
    state: row.state,
    engine: row.engine,
    error: row.error_code && { code: row.error_code, message: row.error_message ?? 'No message was kept.' },
    endedAt: row.ended_at,
    seconds: row.seconds,
    progress: progressOf(row),
    losses: row.losses,
    lastSequence: row.last_sequence,
    processId: row.worker_pid,
    stages: stages.map((stage) => StageRow.parse(stage)),
    results: results.map((result) => ResultRow.parse(result)),
    // They stay in the run's folder.
    ...{ lossPoints: [], epochs: [] },
    imagesLoading: null,
    outdated: nothingOutdated,
  };
}

function progressOf(row: RunRow): RunReading['progress'] {
  const { stage, epoch, epochs, share } = row;
  if (stage === null) return null;
  const { images_per_second: imagesPerSecond, seconds_left: secondsLeft } = row;
  return { stage, epoch: epoch ?? 0, epochs: epochs ?? 0, share, imagesPerSecond, secondsLeft };
}
