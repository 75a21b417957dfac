/** The process of a training's further device: it trains the run of its folder as one of the replicas, and writes nothing. */
import { totalmem } from 'node:os';
import { resolveRecipe } from '../../core/recipe/recipe';
import { trainChain } from '../../core/training/loop/train-chain';
import { openEngine } from '../../engine/open-engine';
import { ReplicaFailed } from '../../engine/replicas/meeting-point';
import { FileMeeting } from '../../engine/replicas/replica-file';
import { sharedReplica } from '../../engine/replicas/shared-replica';
import { tensorAccess } from '../../engine/replicas/tensor-access';
import { toAppError } from '../../shared/errors';
import { readRunMapping } from '../datasets/mapping/mapping-file';
import { openImageCache } from '../datasets/image-cache/open-image-cache';
import { placeRun } from '../places/find-task';
import { RunFolder } from '../runs/run-folder';
import { readLatestCheckpoint } from './checkpoint-files';
import { DeviceOrder } from './device-order';
import { explainOutOfMemory } from './explain-out-of-memory';
import { initialWeightsOf } from './initial-weights-of';
import { loadTasks, untrainedTasks } from './load-tasks';
import type { ReplicaMessage } from './replica-order';
import { silentOutput } from './silent-output';

/** Resolves to the exit status. `orderText`: a DeviceOrder as JSON. */
export async function trainOnDevice(folderPath: string, orderText: string): Promise<number> {
  const { rank, engine, device, microBatches, file } = DeviceOrder.parse(JSON.parse(orderText));
  const starter = process.ppid;
  const meeting = new FileMeeting(file, rank, () => (process.ppid === starter ? null : 0));
  process.on('disconnect', () => process.exit(1));
  const run = await new RunFolder(folderPath).readRun();
  const recipe = resolveRecipe(run.recipe);
  try {
    await openEngine(engine, { device, precision: recipe.training.precision });
    const training = await readTraining(folderPath);
    const access = await tensorAccess(engine);
    const replica = sharedReplica(meeting, access);
    say({ type: 'ready' });
    const now = () => performance.now() / 1000;
    const shared = { seed: run.seed, startStage: run.startStage, recipe, microBatches };
    await trainChain({ ...shared, ...training, output: silentOutput, now, replica, readTensor: access.values });
    say({ type: 'ended' });
    return 0;
  } catch (thrown) {
    const parts = { replicas: file.count, microBatches };
    const error = explainOutOfMemory(thrown, { recipe, parts, machine: { engine, memory: totalmem() } });
    // Told before the others wake up, so that the run fails with this error and not with theirs.
    if (!(error instanceof ReplicaFailed)) {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      await new Promise((resolve) => process.send?.(failure(error, stack), resolve));
    }
    meeting.fail();
    return 1;
  } finally {
    meeting.close();
    process.removeAllListeners('disconnect');
    process.disconnect();
  }
}

/** As the first replica reads it, which has told of all that is wrong with it before this process was started. */
async function readTraining(folderPath: string) {
  const folder = new RunFolder(folderPath);
  const run = await placeRun(await folder.readRun(), folder.path);
  const { imageSize, training, needs } = resolveRecipe(run.recipe);
  const silent = () => Promise.resolve();
  const mapping = await readRunMapping(folder.path);
  const tasks = await loadTasks(run.chain, {
    size: imageSize,
    trainingData: training.trainingData,
    mapping,
    untrained: untrainedTasks(run, needs),
    unreadableImages: training.unreadableImages,
    emit: silent,
    signal: new AbortController().signal,
    cache: await openImageCache(folder.path, silent),
  });
  const resumeFrom = await readLatestCheckpoint(folder.checkpointsPath, silent);
  return { tasks, resumeFrom, initialWeights: (await initialWeightsOf(run))?.weights ?? null };
}

function say(message: ReplicaMessage): void {
  process.send?.(message);
}

function failure(error: unknown, stack: string): ReplicaMessage {
  return { type: 'failed', error: toAppError(error).toPayload(), stack };
}
