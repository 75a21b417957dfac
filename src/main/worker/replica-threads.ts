/** Starts the threads of a training's replicas, and ends them with it. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { singleReplica, type Replica } from '../../core/training/replica';
import { makeReplicaMemory, Meeting, ReplicaFailed } from '../../engine/replicas/replica-memory';
import { sharedReplica } from '../../engine/replicas/shared-replica';
import { tensorAccess } from '../../engine/replicas/tensor-access';
import { AppError } from '../../shared/errors';
import { tasksForThreads, type ReplicaMessage, type ReplicaOrder, type SharedTraining } from './replica-order';

export interface ReplicaThreadsOptions {
  readonly count: number;
  readonly training: SharedTraining;
  /** The built replica-thread.js; found beside this file's bundle unless given. */
  readonly thread?: URL;
  /** Numbers that a replica lays out at once. */
  readonly chunkLength?: number;
}

/**
 * Runs `train` as the first of `count` replicas; the others train in threads of their own, which have ended when this
 * promise settles. Where a replica fails, all end, and its error is the one that is thrown.
 */
export async function withReplicas<Result>(
  { count, training, thread, chunkLength }: ReplicaThreadsOptions,
  train: (replica: Replica) => Promise<Result>,
): Promise<Result> {
  if (count === 1) return train(singleReplica);
  const script = thread ?? findReplicaThread();
  const memory = makeReplicaMemory(count, chunkLength);
  const order = { ...training, tasks: tasksForThreads(training.tasks), memory };
  const threads = Array.from(
    { length: count - 1 },
    (_, index) => new ReplicaThread(new Worker(script), { ...order, rank: index + 1 }),
  );
  const meeting = new Meeting(memory, 0, () => threads.find((one) => one.isDead())?.rank ?? null);
  try {
    await Promise.all(threads.map(({ ready }) => ready));
    const access = await tensorAccess(training.engine);
    const result = await train(sharedReplica({ rank: 0, memory, meeting, access }));
    for (const one of threads) await one.ended;
    return result;
  } catch (error) {
    meeting.fail();
    if (!(error instanceof ReplicaFailed)) throw error;
    await threads.find(({ rank }) => rank === error.rank)?.ended;
    throw error;
  } finally {
    await Promise.all(threads.map((one) => one.terminate()));
  }
}

class ReplicaThread {
  readonly rank: number;
  /** Resolves when its engine is open. */
  readonly ready: Promise<void>;
  /** Resolves when its training has ended; rejects with what it failed of. */
  readonly ended: Promise<void>;

  constructor(
    private readonly worker: Worker,
    order: ReplicaOrder,
  ) {
    const { rank } = order;
    this.rank = rank;
    const failure = new Promise<never>((_, reject) => {
      worker.on('message', (message: ReplicaMessage) => {
        if (message.type === 'failed') reject(asError(message));
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new AppError('internal', exitMessage(rank, code))));
    });
    const told = (type: ReplicaMessage['type']) =>
      new Promise<void>((resolve) => {
        worker.on('message', (message: ReplicaMessage) => {
          if (message.type === type) resolve();
        });
      });
    this.ready = Promise.race([told('ready'), failure]);
    this.ended = Promise.race([told('ended'), failure]);
    // Of several that fail one is told; nobody waits for the others.
    this.ready.catch(() => undefined);
    this.ended.catch(() => undefined);
    this.worker.postMessage(order);
  }

  /** Also while this thread's event loop stands still: a thread that is gone has no loop with times. */
  isDead(): boolean {
    const { idle, active } = this.worker.performance.eventLoopUtilization();
    return idle < 0 || idle + active === 0;
  }

  async terminate(): Promise<void> {
    await this.worker.terminate();
  }
}

function asError({ error, stack }: Extract<ReplicaMessage, { type: 'failed' }>): AppError {
  const failure = new AppError(error.code, error.message);
  failure.stack = stack;
  return failure;
}

function exitMessage(rank: number, code: number): string {
  return `Replica ${rank} ended early (exit code ${code}); worker.log may say why. Resume the run, or set "replicas" to 1.`;
}

/** Beside this file's bundle, or one folder up where the bundler put the shared code into a folder of chunks. */
function findReplicaThread(): URL {
  const places = ['./replica-thread.js', '../replica-thread.js'].map((place) => new URL(place, import.meta.url));
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  throw new AppError('internal', 'The program was built without replica-thread.js. Build it again: npm run build.');
}
