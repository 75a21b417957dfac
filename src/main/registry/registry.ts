/** The workspace's registry: one SQLite file with everything that the views list, shared by several processes. */
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

/** Opens or creates the file; throws what `openDatabase` throws. */
export function openRegistry(file: string): Registry {
  const database = openDatabase(file);
  return {
    datasets: new DatasetTable(database),
    runs: new RunTable(database),
    queue: new RunQueue(database),
    intake: new EventIntake(database),
    weightsHashes: new WeightsHashes(database),
    runDetail: (runId) => readRunDetail(database, runId),
    close: () => database.close(),
  };
}
