/** The thread of one replica after the first: entry of out/main/replica-thread.js, started by replica-threads.ts. */
import { totalmem } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { resolveRecipe } from '../../core/recipe/recipe';
import { trainChain } from '../../core/training/loop/train-chain';
import { openEngine } from '../../engine/open-engine';
import { ReplicaFailed } from '../../engine/replicas/meeting-point';
import { Meeting } from '../../engine/replicas/replica-memory';
import { sharedReplica } from '../../engine/replicas/shared-replica';
import { tensorAccess } from '../../engine/replicas/tensor-access';
import { toAppError } from '../../shared/errors';
import { explainOutOfMemory } from './explain-out-of-memory';
import type { ReplicaMessage, ReplicaOrder } from './replica-order';
import { silentOutput } from './silent-output';

parentPort?.once('message', (order: ReplicaOrder) => void train(order));

async function train({ rank, memory, engine, recipe: choice, ...training }: ReplicaOrder): Promise<void> {
  const recipe = resolveRecipe(choice);
  const parts = { replicas: memory.count, microBatches: training.microBatches };
  const say = (message: ReplicaMessage) => parentPort?.postMessage(message);
  const meeting = new Meeting(memory, rank);
  let isEnded = false;
  // However the thread ends before its training does, the others must not wait for it.
  process.on('exit', () => {
    if (!isEnded) meeting.fail();
  });
  try {
    await openEngine(engine, { precision: recipe.training.precision });
    const access = await tensorAccess(engine);
    const replica = sharedReplica(meeting, access);
    say({ type: 'ready' });
    const now = () => performance.now() / 1000;
    await trainChain({ ...training, recipe, output: silentOutput, now, replica, readTensor: access.values });
    isEnded = true;
    say({ type: 'ended' });
  } catch (thrown) {
    const error = explainOutOfMemory(thrown, { recipe, parts, machine: { engine, memory: totalmem() } });
    // Told before the others wake up, so that the run fails with this error and not with theirs.
    if (!(error instanceof ReplicaFailed)) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      say({ type: 'failed', error: toAppError(error).toPayload(), stack });
    }
    meeting.fail();
    isEnded = true;
  }
}
