/** A replica's thread for tests, built like the real one: it exchanges numbers, or fails in the way that its seed says. */
import { parentPort } from 'node:worker_threads';
import { openEngine } from '../../../src/engine/open-engine';
import { Meeting } from '../../../src/engine/replicas/replica-memory';
import { sharedReplica } from '../../../src/engine/replicas/shared-replica';
import { tensorAccess } from '../../../src/engine/replicas/tensor-access';
import type { ReplicaOrder } from '../../../src/main/worker/replica-order';
import { exchange, modes } from './test-exchange';

parentPort?.once('message', (order: ReplicaOrder) => void run(order));

async function run({ rank, memory, seed }: ReplicaOrder): Promise<void> {
  const mode = modes[seed];
  const meeting = new Meeting(memory, rank);
  await openEngine('cpu');
  const replica = sharedReplica(meeting, await tensorAccess('cpu'));
  let isEnded = false;
  process.on('exit', () => {
    if (!isEnded && mode !== 'vanishes') meeting.fail();
  });
  parentPort?.postMessage({ type: 'ready' });
  await exchange(replica, 3);
  if (mode === 'throws' && rank === 2) {
    parentPort?.postMessage({ type: 'failed', error: { code: 'damaged', message: 'Replica 2 broke.' }, stack: '' });
    meeting.fail();
    return;
  }
  if ((mode === 'exits' || mode === 'vanishes') && rank === 1) process.exit(3);
  if (mode === 'computes' && rank === 1) computeFor(1500);
  await exchange(replica, 3);
  isEnded = true;
  parentPort?.postMessage({ type: 'ended' });
}

function computeFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
