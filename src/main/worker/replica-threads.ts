/** Starts the threads of a training's replicas, and ends them with it. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { singleReplica, type Replica } from '../../core/training/replica';
import { makeReplicaMemory, Meeting } from '../../engine/replicas/replica-memory';
import { AppError } from '../../shared/errors';
import { Companion, findDead, trainAsFirst } from './replica-group';
import { tasksForThreads, type ReplicaOrder, type SharedTraining } from './replica-order';

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
  const companions = Array.from({ length: count - 1 }, (_, index) =>
    startThread(script, { ...order, rank: index + 1 }),
  );
  const meeting = new Meeting(memory, 0, () => findDead(companions));
  return trainAsFirst({ companions, meeting, engine: training.engine }, train);
}

function startThread(script: URL, order: ReplicaOrder): Companion {
  const worker = new Worker(script);
  const companion = new Companion({
    rank: order.rank,
    speaker: worker,
    // A thread that is gone has no loop with times.
    isDead: () => {
      const { idle, active } = worker.performance.eventLoopUtilization();
      return idle < 0 || idle + active === 0;
    },
    terminate: () => worker.terminate(),
  });
  worker.postMessage(order);
  return companion;
}

/** Beside this file's bundle, or one folder up where the bundler put the shared code into a folder of chunks. */
function findReplicaThread(): URL {
  const places = ['./replica-thread.js', '../replica-thread.js'].map((place) => new URL(place, import.meta.url));
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  throw new AppError('internal', 'The program was built without replica-thread.js. Build it again: npm run build.');
}
