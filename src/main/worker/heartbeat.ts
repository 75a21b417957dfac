/** Starts the thread of the heartbeat, and ends it. */
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { WorkerFile } from '../../shared/run';
import { AppError } from '../../shared/errors';
import type { HeartbeatMessage, HeartbeatOrder } from './heartbeat-order';

const everyMs = 2000;

export interface HeartbeatOptions {
  readonly path: string;
  readonly own: WorkerFile;
  onLost(): void;
}

export class Heartbeat {
  private readonly marks = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private readonly thread: Worker;
  private isGone = false;

  constructor({ path, own, onLost }: HeartbeatOptions) {
    const order: HeartbeatOrder = { path, own, marks: this.marks, everyMs };
    this.thread = new Worker(findThread(), { workerData: order });
    this.thread.unref();
    this.thread.on('message', (message: HeartbeatMessage) => {
      if (message === 'lost') onLost();
    });
    this.thread.on('error', (error) => process.stderr.write(`The heartbeat has stopped: ${String(error)}\n`));
    this.thread.once('exit', () => {
      this.isGone = true;
    });
  }

  /** The training has come by. Costs next to nothing. */
  mark(): void {
    Atomics.add(this.marks, 0, 1);
  }

  /** Resolves when nothing is written any more. */
  async end(): Promise<void> {
    if (this.isGone) return;
    const gone = once(this.thread, 'exit');
    this.thread.ref();
    this.thread.postMessage('end');
    await gone;
  }
}

/** Beside this file's bundle, or one folder up where the bundler put the shared code into a folder of chunks. */
function findThread(): URL {
  const places = ['./heartbeat-thread.js', '../heartbeat-thread.js'].map((place) => new URL(place, import.meta.url));
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  throw new AppError('internal', 'The program was built without heartbeat-thread.js. Build it again: npm run build.');
}
