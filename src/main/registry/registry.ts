/** The workspace's registry: one SQLite file with everything that the views list, shared by several processes. */
import { dirname } from 'node:path';
import { DatasetTable } from './dataset-table';
import { EvaluationJobs } from './evaluation-jobs';
import { EventIntake } from './event-intake';
import { compact, openDatabase, type Sqlite } from './open-database';
import { RegistryWriter } from './registry-writer';
import { readRunDetail, type StoredDetail } from './run-detail';
import { RunIntake } from './run-intake';
import { RunQueue } from './run-queue';
import { RunTable } from './run-table';
import { WeightsHashes } from './weights-hashes';

export interface Registry {
  /** The SQLite file. */
  readonly file: string;
  /** What its paths are relative to. */
  readonly workspace: string;
  readonly datasets: DatasetTable;
  readonly runs: RunTable;
  readonly queue: RunQueue;
  readonly evaluationJobs: EvaluationJobs;
  readonly intake: EventIntake;
  readonly imports: RunIntake;
  readonly weightsHashes: WeightsHashes;
  /** Throws AppError 'not-found'. Its curves stay in its folder: see `runs/run-curves.ts`. */
  runDetail(runId: string): StoredDetail;
  /** Whatever writes goes through here, so that a process that holds the lock stops no page of this one. */
  write<Result>(work: () => Result): Promise<Result>;
  /** Gives the disk back what the file no longer needs; not while another process is at it. */
  compact(): void;
  close(): void;
}

/** Opens or creates the file; throws what `openDatabase` throws. `workspace`: what its paths are relative to. */
export function openRegistry(file: string, workspace = dirname(file)): Registry {
  return registryOver(openDatabase(file), { file, workspace });
}

export function registryOver(database: Sqlite, at: { file: string; workspace: string }): Registry {
  const { file, workspace } = at;
  const writer = new RegistryWriter(database, { file });
  return {
    ...at,
    datasets: new DatasetTable(database, workspace),
    runs: new RunTable(database, workspace),
    queue: new RunQueue(database, workspace),
    evaluationJobs: new EvaluationJobs(database),
    intake: new EventIntake(database),
    imports: new RunIntake(database, workspace),
    weightsHashes: new WeightsHashes(database, workspace),
    write: (work) => writer.write(work),
    runDetail: (runId) => readRunDetail({ database, workspace }, runId),
    compact: () => compact(database),
    close: () => database.close(),
  };
}
