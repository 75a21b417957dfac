/** Whether the workers of runs are there and get on: one that is gone ends its run, one that hangs is told with it. */
import { AppError } from '../../shared/errors';
import type { Registry } from '../registry/registry';
import type { RunRow } from '../registry/run-rows';
import { HeartbeatWatch } from './heartbeat-watch';
import { howItWasInterrupted } from './import-run';
import { RunFolder } from './run-folder';
import type { RunImports } from './run-imports';
import type { StartedWorkers } from './started-workers';
import { isWorkerAlive, isWorkerOf } from './worker-life';

/** A claimed run without a process: whoever claimed it died in between. */
const abandonedMs = 30_000;

export interface WorkerCheckOptions {
  readonly registry: Registry;
  readonly imports: Pick<RunImports, 'align'>;
  readonly workers: Pick<StartedWorkers, 'heard'>;
  /** Takes in what the run has written by now. */
  readEvents(runId: string): Promise<void>;
}

export class WorkerChecks {
  private readonly heartbeats = new HeartbeatWatch();

  constructor(private readonly options: WorkerCheckOptions) {}

  /** Of a run that this machine has started. */
  async look(row: RunRow): Promise<void> {
    const { registry, imports, workers, readEvents } = this.options;
    const folder = new RunFolder(row.folder);
    if (await isAtWork(row, folder)) return this.checkHeartbeat(row, folder);
    const isAbandoned = row.state === 'starting' && row.worker_pid === null;
    if (isAbandoned) {
      if (Date.now() - (row.claimed_at ?? 0) <= abandonedMs) return;
      await registry.write(() => registry.queue.requeue(row.id));
      return;
    }
    // Its last events may have come since the last look: an end that it told itself wins.
    await readEvents(row.id);
    await workers.heard(row.id);
    const how = await howItWasInterrupted(folder, null);
    await registry.write(() => registry.queue.end(row.id, { state: 'interrupted', ...how }));
    const known = registry.runs.row(row.id);
    if (known !== null) await imports.align({ folder: row.folder, eventsOffset: known.events_offset });
  }

  forget(runId: string): void {
    this.heartbeats.forget(runId);
  }

  /** A hang is told with the run, until it gets on or somebody restarts it. */
  private async checkHeartbeat(row: RunRow, folder: RunFolder): Promise<void> {
    const worker = await folder.readWorker();
    if (worker === null) return;
    const trouble = await this.heartbeats.look(row.id, worker, folder.workerPath);
    const { registry } = this.options;
    if (trouble === null) {
      if (row.error_code === 'hung') await registry.write(() => registry.queue.tell(row.id, null));
    } else if (row.error_code !== 'hung') {
      const told = new AppError('hung', trouble).toPayload();
      await registry.write(() => registry.queue.tell(row.id, told));
    }
  }
}

/** Alive by worker.json; before there is one, by the process that was started. */
async function isAtWork(row: RunRow, folder: RunFolder): Promise<boolean> {
  const worker = await folder.readWorker();
  if (worker !== null && (await isWorkerAlive(worker, folder))) return true;
  return (
    row.state === 'starting' && row.worker_pid !== null && (await isWorkerOf(row.worker_pid, folder.path)) !== false
  );
}
