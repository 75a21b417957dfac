/** What the thread of the heartbeat is given, and what it says back. */
import type { WorkerFile } from '../../shared/run';

export interface HeartbeatOrder {
  /** Of worker.json. */
  readonly path: string;
  readonly own: WorkerFile;
  /** One whole number in shared memory, which grows whenever the training comes by. */
  readonly marks: Int32Array;
  readonly everyMs: number;
}

/** `lost`: worker.json is another process's now. */
export type HeartbeatMessage = 'lost';
