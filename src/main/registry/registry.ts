/** The workspace's registry: one SQLite file with everything that the views list, shared by several processes. */
import { dirname } from 'node:path';
import { DatasetTable } from './dataset-table';
import { EventIntake } from './event-intake';
import { compact, openDatabase } from './open-database';
import { RemoteTable } from './remote-table';
import { readRunDetail, type StoredDetail } from './run-detail';
import { RunIntake } from './run-intake';
import { RunQueue } from './run-queue';
import { RunTable } from './run-table';
import { WeightsHashes } from './weights-hashes';

export interface Registry {
  readonly datasets: DatasetTable;
  readonly runs: RunTable;
  readonly queue: RunQueue;
  readonly remote: RemoteTable;
  readonly intake: EventIntake;
  readonly imports: RunIntake;
  readonly weightsHashes: WeightsHashes;
  /** Throws AppError 'not-found'. Its curves stay in its folder: see `runs/run-curves.ts`. */
  runDetail(runId: string): StoredDetail;
  /** Gives the disk back what the file no longer needs; not while another process is at it. */
  compact(): void;
  close(): void;
}

/** Opens or creates the file; throws what `openDatabase` throws. `workspace`: what its paths are relative to. */
export function openRegistry(file: string, workspace = dirname(file)): Registry {
  const database = openDatabase(file);
  return {
    datasets: new DatasetTable(database, workspace),
    runs: new RunTable(database, workspace),
    queue: new RunQueue(database, workspace),
    remote: new RemoteTable(database, workspace),
    intake: new EventIntake(database),
    imports: new RunIntake(database, workspace),
    weightsHashes: new WeightsHashes(database, workspace),
    runDetail: (runId) => readRunDetail({ database, workspace }, runId),
    compact: () => compact(database),
    close: () => database.close(),
  };
}
