/** The workspace's registry: one SQLite file with everything that the views list, shared by several processes. */
import { dirname } from 'node:path';
import { DatasetTable } from './dataset-table';
import { EventIntake } from './event-intake';
import { openDatabase } from './open-database';
import { readRunDetail } from './run-detail';
import { RunQueue } from './run-queue';
import { RunTable } from './run-table';
import { WeightsHashes } from './weights-hashes';
import type { RunDetail } from '../../shared/run';

export interface Registry {
  readonly datasets: DatasetTable;
  readonly runs: RunTable;
  readonly queue: RunQueue;
  readonly intake: EventIntake;
  readonly weightsHashes: WeightsHashes;
  /** Throws AppError 'not-found'. */
  runDetail(runId: string): RunDetail;
  close(): void;
}

/** Opens or creates the file; throws what `openDatabase` throws. `workspace`: what its paths are relative to. */
export function openRegistry(file: string, workspace = dirname(file)): Registry {
  const database = openDatabase(file);
  return {
    datasets: new DatasetTable(database, workspace),
    runs: new RunTable(database, workspace),
    queue: new RunQueue(database, workspace),
    intake: new EventIntake(database),
    weightsHashes: new WeightsHashes(database, workspace),
    runDetail: (runId) => readRunDetail({ database, workspace }, runId),
    close: () => database.close(),
  };
}
