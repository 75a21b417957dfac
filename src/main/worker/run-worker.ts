/** Trains one run from its folder: images in, events, checkpoints, scores and weights out. */
import { totalmem } from 'node:os';
import type { Method } from '../../core/methods/method';
import { recordOf } from '../../core/methods/method-record';
import { resolveRecipe } from '../../core/recipe/recipe';
import { trainChain } from '../../core/training/loop/train-chain';
import { planMicroBatches, whyUnlikeWished } from '../../core/training/planning/plan-micro-batches';
import type { Replica } from '../../core/training/replica';
import type { TaskData } from '../../core/training/training';
import { physicalCores } from '../../engine/physical-cores';
import { tensorAccess } from '../../engine/replicas/tensor-access';
import { toAppError } from '../../shared/errors';
import { noTeacherNote } from '../../shared/first-stage';
import type { RunFile } from '../../shared/run';
import { deviceMemory } from '../machine/device-memory';
import { otherRuleNotice } from '../datasets/decoding-rule';
import { readRunMapping } from '../datasets/mapping/mapping-file';
import { openImageCache } from '../datasets/image-cache/open-image-cache';
import { placeRun } from '../places/find-task';
import { NoRoomError } from '../files/write-failure';
import type { EventLog } from '../runs/event-log';
import { removePartials } from '../runs/partial-files';
import { endText, takeUntold, type WorkerEnd } from '../runs/worker-ends';
import { RunFolder } from '../runs/run-folder';
import { workOf } from '../engines/training-works';
import { readLatestCheckpoint } from './checkpoint-files';
import { ControlWatch } from './control-watch';
import { explainOutOfMemory } from './explain-out-of-memory';
import { initialWeightsOf, type InitialWeights } from './initial-weights-of';
import { endEarly, hearSignals, jobOfWorker, watchCheckpoints } from './job-signals';
import { changedTasks, loadTasks, LoadingStopped, untrainedTasks } from './load-tasks';
import { withDevices } from './device-processes';
import { openWished } from './open-wished';
import { microBatchesBefore } from './micro-batches-before';
import type { RoomForWrites } from './room-for-writes';
import { openRoomyLog } from './roomy-log';
import { inSharedMemory } from './replica-order';
import { withReplicas } from './replica-threads';
import { RunFolderOutput } from './run-folder-output';
import { waitForSilence } from './wait-for-silence';
import { WorkerPresence } from './worker-presence';

/** Resolves to the exit status: 0 complete or stopped, 1 failed, 75 ended to go on in a job to come. Throws when the folder has a live worker already. */
export async function runWorker(folderPath: string): Promise<number> {
  const folder = new RunFolder(folderPath);
  const file = await folder.readRun();
  if (jobOfWorker() !== null) await waitForSilence(folder);
  const presence = await WorkerPresence.claim(folder);
  try {
    return await workOn({ file, folder, presence });
  } finally {
    await presence.release();
  }
}

interface Claimed {
  readonly file: RunFile;
  readonly folder: RunFolder;
  readonly presence: WorkerPresence;
}

async function workOn({ file, folder, presence }: Claimed): Promise<number> {
  await removePartials(folder.path);
  const comeBy = () => presence.mark();
  const { log, room, reserve } = await openRoomyLog(folder, { comeBy, isStopped: () => control.stopSignal.aborted });
  const control = new ControlWatch(folder, { emit: (body) => log.append(body), comeBy });
  const stopListening = hearSignals(control);
  presence.onLost = () => control.askToStop();
  try {
    const hasSaved = await watchCheckpoints(folder.checkpointsPath);
    return (await train({ file, folder, log, control, room })) ?? (await endEarly({ control, log, hasSaved }));
  } catch (error) {
    // The stack goes to worker.log; the person reads the message.
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    await log.append({ type: 'run/failed', error: toAppError(error).toPayload() });
    return 1;
  } finally {
    stopListening();
    control.close();
    // The room that it keeps goes first, for the last lines.
    await reserve.release();
    await log.close();
  }
}

interface Work {
  readonly file: RunFile;
  readonly folder: RunFolder;
  readonly log: EventLog;
  readonly control: ControlWatch;
  readonly room: RoomForWrites;
}

/** Resolves to the exit status; null where it was ended early. */
async function train({ file: kept, folder, log, control, room }: Work): Promise<number | null> {
  const warn = (message: string) => log.append({ type: 'log/written', level: 'warning', message });
  await control.poll();
  const file = await placeRun(kept, folder.path);
  const recipe = resolveRecipe(file.recipe);
  const tell = (message: string) => log.append({ type: 'log/written', level: 'info', message });
  const { precision } = recipe.training;
  const wished = { ...file, work: workOf(recipe), precision, tell };
  const { engine, device, largestTensor, notice: precisionNotice } = await openWished(wished);
  const resumeFrom = await readLatestCheckpoint(folder.checkpointsPath, warn);
  const { devices = [] } = file;
  const machine = {
    engine,
    cores: await physicalCores(),
    memory: totalmem(),
    device: { memory: await deviceMemory({ engine, device }), largestTensor },
    devices: Math.max(1, devices.length),
  };
  const parts = planMicroBatches(recipe, machine, resumeFrom && (await microBatchesBefore(folder.eventsPath)));
  await log.append({
    type: 'run/started',
    engine,
    device,
    resumed: resumeFrom !== null,
    processId: process.pid,
    ...parts,
  });
  const decodingNotice = otherRuleNotice(file.versions);
  for (const end of await takeUntold(folder.path)) {
    const told = earlierEnd(end);
    if (told !== null) await warn(told);
  }
  for (const notice of [precisionNotice, whyUnlikeWished(recipe.training, parts, machine), decodingNotice]) {
    if (notice !== null) await warn(notice);
  }
  const cache = await openImageCache(folder.path, warn);
  try {
    const mapping = await readRunMapping(folder.path);
    const tasks = await loadTasks(file.chain, {
      size: recipe.imageSize,
      trainingData: recipe.training.trainingData,
      mapping,
      untrained: untrainedTasks(file, recipe.needs),
      unreadableImages: recipe.training.unreadableImages,
      emit: (body) => log.append(body),
      signal: control.stopSignal,
      cache,
    });
    for (const task of await changedTasks(file.chain, { signal: control.stopSignal, cache, mapping })) {
      await warn(`The images of task ${task} are not the same as when the run was created.`);
    }
    const output = new RunFolderOutput({ folder, file, imageSize: recipe.imageSize, log, control, room });
    const seconds = () => performance.now() / 1000 - control.pausedSeconds - room.heldSeconds;
    const startedAt = seconds();
    const initial = await initialWeightsOf(file);
    if (resumeFrom === null) for (const note of startNotes(file, initial, recipe.method)) await tell(note);
    const training = {
      seed: file.seed,
      tasks: parts.replicas > machine.devices ? tasks.map(shareTask) : tasks,
      initialWeights: initial?.weights ?? null,
      startStage: file.startStage,
      microBatches: parts.microBatches,
      resumeFrom,
    };
    const { values: readTensor } = await tensorAccess(engine);
    const train = (replica: Replica) => trainChain({ ...training, recipe, output, now: seconds, replica, readTensor });
    const { replicas: count, microBatches } = parts;
    const end =
      machine.devices > 1
        ? await withDevices({ engine, devices, folder: folder.path, microBatches }, train)
        : await withReplicas({ count, training: { ...training, recipe: recipe.config, engine } }, train);
    if (end === 'completed') {
      const elapsedSeconds = (resumeFrom?.elapsedSeconds ?? 0) + seconds() - startedAt;
      await log.append({ type: 'run/completed', elapsedSeconds });
      return 0;
    }
  } catch (error) {
    const isStopped = error instanceof LoadingStopped || (error instanceof NoRoomError && control.stopSignal.aborted);
    if (!isStopped) throw explainOutOfMemory(error, { recipe, parts, machine });
  }
  return null;
}

/** Why the process before this one is gone, for the run's log; null where it said so itself and nothing was done about it. */
function earlierEnd(end: WorkerEnd): string | null {
  const why = end.code === 1 ? null : endText(end);
  if (why === null && !end.isRetried) return null;
  return [
    'The process that trained before broke off.',
    why,
    end.isRetried ? 'The run was tried again by itself.' : null,
  ]
    .filter((part) => part !== null)
    .join(' ');
}

/** How the given weights were read, and that they are no teacher where nobody says so. */
function startNotes({ startStage }: RunFile, initial: InitialWeights | null, method: Method): string[] {
  const noTeacher = noTeacherNote({ method: recordOf(method), hasWeights: initial !== null, startStage });
  const read = initial === null || initial.notes.length === 0 ? [] : [`Start: ${initial.notes.join(' ')}`];
  return noTeacher === null ? read : [...read, noTeacher];
}

function shareTask({ name, train, val, test }: TaskData): TaskData {
  return { name, train: inSharedMemory(train), val: inSharedMemory(val), test: test && inSharedMemory(test) };
}
